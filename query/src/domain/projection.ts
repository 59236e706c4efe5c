import type { CommentEvent, PostEvent } from '@blog/contracts';

/**
 * How the log changes the read model, only inside a transaction of the store. `position` is that of the event.
 * Nothing is assumed about the order of events of different services: a comment may come before its post.
 */
export interface Projection {
  applyPost(event: PostEvent, position: number): void;
  applyComment(event: CommentEvent, position: number): void;
}
