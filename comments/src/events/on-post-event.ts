import { PostCreated, PostDeleted, PostUpdated, readOneOf } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';
import type { CommentProjection } from '../domain/comment-projection';

export const postEvents = [PostCreated, PostUpdated, PostDeleted];

/** Learns which posts there are; a PostUpdated of an unknown post says as well that it exists. */
export function onPostEvent(event: StoredEvent, comments: CommentProjection): void {
  const read = readOneOf(postEvents, event);
  if (read !== undefined) comments.applyPost(read);
}
