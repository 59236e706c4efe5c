import type { CommentEvent, PostEvent } from '@blog/contracts';
import type { CloudEvent } from '@blog/service-kit';

/** How the log changes what is known here; all of it only inside a transaction of the store. */
export interface CommentProjection {
  applyPost(event: PostEvent): void;
  /** Folds an event into the comment that it tells of; false if it changed nothing. */
  applyComment(event: CommentEvent): boolean;
  /** Puts an event into the outbox. */
  tell(event: CloudEvent): void;
}
