import { type CommentEvent, evolveComment, evolvePost, type PostEvent } from '@blog/contracts';
import type { Projection } from '../domain/projection';
import type { CommentPlace, PostRecord, QueryTables } from './query-tables';

/** Writes the read model into LMDB, in one file with the follower's checkpoint. */
export class LmdbProjection implements Projection {
  readonly #tables: QueryTables;

  constructor(tables: QueryTables) {
    this.#tables = tables;
  }

  applyPost(event: PostEvent, position: number): void {
    const { posts, order } = this.#tables;
    const known = posts.get(event.data.id);
    const state = evolvePost(known?.state, event);
    if (state === known?.state) return;
    const place = known?.place ?? position;
    if (state.deleted) void order.remove(place);
    else void order.put(place, state.id);
    this.#savePost({ state, place, changedAt: position }, known);
  }

  applyComment(event: CommentEvent, position: number): void {
    const { posts, comments, deletedComments, commentCounts, commentPlaces } = this.#tables;
    const { id, postId } = event.data;
    const knownPlace = commentPlaces.get([postId, id]);
    const key: CommentPlace = [postId, knownPlace ?? position];
    const current = knownPlace === undefined ? undefined : (comments.get(key) ?? deletedComments.get(key));
    const next = evolveComment(current, event);
    if (next === current) return;

    if (knownPlace === undefined) void commentPlaces.put([postId, id], position);
    const [table, other] = next.deleted ? [deletedComments, comments] : [comments, deletedComments];
    void table.put(key, next);
    const wasShown = current !== undefined && !current.deleted;
    if (current !== undefined && wasShown === next.deleted) void other.remove(key);

    const more = Number(!next.deleted) - Number(wasShown);
    if (more !== 0) void commentCounts.put(postId, (commentCounts.get(postId) ?? 0) + more);
    const post = posts.get(postId);
    const isSeen = post !== undefined && !post.state.deleted && (wasShown || !next.deleted);
    if (isSeen) this.#savePost({ ...post, changedAt: position }, post);
  }

  #savePost(post: PostRecord, known: PostRecord | undefined): void {
    const { posts, changes } = this.#tables;
    void posts.put(post.state.id, post);
    if (known !== undefined) void changes.remove(known.changedAt);
    void changes.put(post.changedAt, post.state.id);
  }
}
