import type { CommentEvent, PostEvent } from '@blog/contracts';
import type { CloudEvent } from '@blog/service-kit';

/** How the log changes the state here; only inside a transaction of the store. */
export interface CommentProjection {
  applyPost(event: PostEvent): void;
  /** Folds the event at a position of the log into its comment; false if it changed nothing. */
  applyComment(event: CommentEvent, position: number): boolean;
  /** Puts an event into the outbox. */
  tell(event: CloudEvent): void;
}
