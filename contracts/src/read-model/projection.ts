import type { CommentEvent } from '../comment/comment-events';
import { type CommentState, evolveComment } from '../comment/evolve-comment';
import { hear } from '../event/hear';
import { evolvePost, type PostState } from '../post/evolve-post';
import type { PostEvent } from '../post/post-events';

/** A post with its place (the position of the event that made it known) and the position of its last change. */
export interface PostRecord {
  readonly state: PostState;
  readonly place: number;
  readonly changedAt: number;
}

export type CommentPlace = [postId: string, place: number];

/** What a table has to offer: LMDB in query, memory in the browser. A change can be read back at once. */
export interface ReadModelTable<Value, Key> {
  get(key: Key): Value | undefined;
  put(key: Key, value: Value): unknown;
  remove(key: Key): unknown;
}

/**
 * The tables of the read model. Places are positions of the log, so that a rebuild gives the same ones. Deleted posts
 * and comments stay as marks, where no list has to step over them.
 */
export interface ReadModelTables {
  readonly posts: ReadModelTable<PostRecord, string>;
  /** The ids of the posts that are not deleted, by place. */
  readonly order: ReadModelTable<string, number>;
  /** The id of each post by the position of its last change; a post has one entry, at the most. */
  readonly changes: ReadModelTable<string, number>;
  /** How many comments that are not deleted a post has, also one that is not known yet. */
  readonly commentCounts: ReadModelTable<number, string>;
  readonly comments: ReadModelTable<CommentState, CommentPlace>;
  readonly deletedComments: ReadModelTable<CommentState, CommentPlace>;
  readonly commentPlaces: ReadModelTable<number, [postId: string, id: string]>;
}

/**
 * Folds events of the log into the read model. It is how query becomes what it is, and how the client shows the blog as it was.
 * Nothing is assumed about the order of events of different services: a comment may come before its post. The tables are
 * changed together or not at all if the caller sees to it.
 */
export const projection = hear<ReadModelTables>({
  PostCreated: projectPost,
  PostUpdated: projectPost,
  PostDeleted: projectPost,
  CommentCreated: projectComment,
  CommentEdited: projectComment,
  CommentDeleted: projectComment,
  // Whether a decision counts is for comments to say, and it does by CommentUpdated.
  CommentModerated: undefined,
  CommentUpdated: projectComment,
});

function projectPost(event: PostEvent, tables: ReadModelTables, position: number): void {
  const { posts, order } = tables;
  const known = posts.get(event.data.id);
  const state = evolvePost(known?.state, event);
  if (state === known?.state) return;
  const place = known?.place ?? position;
  if (state.deleted) order.remove(place);
  else order.put(place, state.id);
  savePost({ state, place, changedAt: position }, known, tables);
}

function projectComment(event: CommentEvent, tables: ReadModelTables, position: number): void {
  const { posts, comments, deletedComments, commentCounts, commentPlaces } = tables;
  const { id, postId } = event.data;
  const knownPlace = commentPlaces.get([postId, id]);
  const key: CommentPlace = [postId, knownPlace ?? position];
  const current = knownPlace === undefined ? undefined : (comments.get(key) ?? deletedComments.get(key));
  const next = evolveComment(current, event);
  if (next === current) return;

  if (knownPlace === undefined) commentPlaces.put([postId, id], position);
  const [table, other] = next.deleted ? [deletedComments, comments] : [comments, deletedComments];
  table.put(key, next);
  const wasShown = current !== undefined && !current.deleted;
  if (current !== undefined && wasShown === next.deleted) other.remove(key);

  const more = Number(!next.deleted) - Number(wasShown);
  if (more !== 0) commentCounts.put(postId, (commentCounts.get(postId) ?? 0) + more);
  const post = posts.get(postId);
  const isSeen = post !== undefined && !post.state.deleted && (wasShown || !next.deleted);
  if (isSeen) savePost({ ...post, changedAt: position }, post, tables);
}

function savePost(
  post: PostRecord,
  known: PostRecord | undefined,
  { posts, changes }: ReadModelTables,
): void {
  posts.put(post.state.id, post);
  if (known !== undefined) changes.remove(known.changedAt);
  changes.put(post.changedAt, post.state.id);
}
