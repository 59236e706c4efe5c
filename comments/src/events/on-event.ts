import { CommentModerated } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';
import type { CommentProjection } from '../domain/comment-projection';
import { commentEvents, onCommentEvent } from './on-comment-event';
import { onCommentModerated } from './on-comment-moderated';
import { onPostEvent, postEvents } from './on-post-event';

/** What comments hears. */
export const heardEvents = [...postEvents, ...commentEvents, CommentModerated];

/** Applies whatever event of the log is of concern here; any other is passed over. */
export function onEvent(event: StoredEvent, comments: CommentProjection): void {
  onPostEvent(event, comments);
  onCommentEvent(event, comments);
  onCommentModerated(event, comments);
}
