export {
  type BlogEvent,
  blogEvents,
  CommentCreated,
  CommentDeleted,
  CommentEdited,
  type CommentEvent,
  CommentModerated,
  CommentUpdated,
  PostCreated,
  PostDeleted,
  type PostEvent,
  PostUpdated,
} from './blog-events';
export { type EventDefinition, type EventOf, UnreadableEvent } from './define-event';
export {
  describeEvent,
  type EventChange,
  type EventDescription,
  type EventKind,
  eventSentence,
} from './describe-event';
export { eventSchema, typeSettings } from './event-schema';
export { type CommentState, evolveComment } from './evolve-comment';
export { evolvePost, type PostState } from './evolve-post';
export { type CommentStatus, commentStatus, entityId } from './fields';
export { foldText, matchesTerms, searchTerms } from './fold-text';
export { BLANK, ZERO_WIDTH } from './invisible';
export {
  COMMENT_CONTENT_CHARACTERS_MAX,
  COMMENTS_IN_VIEW_MAX,
  POST_TITLE_CHARACTERS_MAX,
  SEARCH_CHARACTERS_MAX,
  SEARCH_CHARACTERS_MIN,
  VERSION_MAX,
} from './limits';
export { readBlogEvent, readOneOf, typesOf } from './read-blog-event';
export {
  type CommentPlace,
  type PostRecord,
  projectEvent,
  projectedEvents,
  type ReadModelTable,
  type ReadModelTables,
} from './read-model';
export { commentRequest, postRequest } from './requests';
export { sequenceOf } from './sequence-of';
export {
  type CommentView,
  commentView,
  type Post,
  type PostView,
  post,
  postView,
  type SearchHit,
  searchHit,
} from './views';
