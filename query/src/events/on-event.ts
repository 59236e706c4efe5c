import type { StoredEvent } from '@blog/service-kit';
import type { Projection } from '../domain/projection';
import { onCommentEvent } from './on-comment-event';
import { onPostEvent } from './on-post-event';

/** Applies whatever event of the log is of concern here; any other is passed over. */
export function onEvent(event: StoredEvent, projection: Projection): void {
  onPostEvent(event, projection);
  onCommentEvent(event, projection);
}
