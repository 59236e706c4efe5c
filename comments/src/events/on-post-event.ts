import { PostCreated, PostDeleted, PostUpdated, readOneOf } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';
import type { CommentProjection } from '../domain/comment-projection';

const heard = [PostCreated, PostUpdated, PostDeleted];

/** Learns which posts there are; a PostUpdated of an unknown post says as well that it exists. */
export function onPostEvent(event: StoredEvent, comments: CommentProjection): void {
  const read = readOneOf(heard, event);
  if (read !== undefined) comments.applyPost(read);
}
