import type { StoredEvent } from '@blog/service-kit';
import type { CommentProjection } from '../domain/comment-projection';
import { onCommentEvent } from './on-comment-event';
import { onCommentModerated } from './on-comment-moderated';
import { onPostEvent } from './on-post-event';

/** Applies whatever event of the log is of concern here; any other is passed over. */
export function onEvent(event: StoredEvent, comments: CommentProjection): void {
  onPostEvent(event, comments);
  onCommentEvent(event, comments);
  onCommentModerated(event, comments);
}
