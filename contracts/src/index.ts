export {
  CommentCreated,
  CommentDeleted,
  CommentEdited,
  type CommentEvent,
  CommentModerated,
  CommentUpdated,
  commentEvents,
} from './comment/comment-events';
export { commentRequest, type WrittenComment } from './comment/comment-fields';
export { type CommentView, commentView } from './comment/comment-view';
export { type CommentState, evolveComment } from './comment/evolve-comment';
export { type BlogEvent, blogEvents } from './event/blog-events';
export { type EventDefinition, type EventOf, UnreadableEvent } from './event/define-event';
export {
  describeEvent,
  type EventChange,
  type EventDescription,
  type EventKind,
  eventSentence,
} from './event/describe-event';
export { eventSchema, typeSettings } from './event/event-schema';
export { type Hearing, hear } from './event/hear';
export { readBlogEvent } from './event/read-blog-event';
export { sequenceOf } from './event/sequence-of';
export { type CommentStatus, commentStatus, entityId } from './fields';
export {
  COMMENT_CONTENT_CHARACTERS_MAX,
  COMMENTS_IN_VIEW_MAX,
  POST_TITLE_CHARACTERS_MAX,
  SEARCH_CHARACTERS_MAX,
  SEARCH_CHARACTERS_MIN,
  VERSION_MAX,
} from './limits';
export { evolvePost, type PostState } from './post/evolve-post';
export { PostCreated, PostDeleted, type PostEvent, PostUpdated, postEvents } from './post/post-events';
export { postRequest, type WrittenPost } from './post/post-fields';
export { type Post, post } from './post/post-view';
export {
  type CommentPlace,
  type PostRecord,
  projection,
  type ReadModelTable,
  type ReadModelTables,
} from './read-model/projection';
export { type PostView, postView, type SearchHit, searchHit } from './read-model/views';
export { foldText, matchesTerms, searchTerms } from './text/fold-text';
export { BLANK, ZERO_WIDTH } from './text/invisible';
export { textProblems } from './text/text-problems';
