import type { Follower } from '@blog/service-kit';
import type { CommentStore } from './comment-store';

/** The ports of the use cases. */
export interface CommentPorts {
  readonly comments: CommentStore;
  readonly follower: Pick<Follower, 'canGoOn' | 'catchUp' | 'checkpoint'>;
  newId(): string;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The ports of a look-up. */
export type LookUpPorts = Pick<CommentPorts, 'comments' | 'follower'>;
