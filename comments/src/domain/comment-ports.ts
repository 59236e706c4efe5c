import type { Follower } from '@blog/service-kit';
import type { CommentStore } from './comment-store';

/** What the use cases of comments work with. */
export interface CommentPorts {
  readonly comments: CommentStore;
  readonly follower: Pick<Follower, 'canGoOn' | 'catchUp' | 'checkpoint'>;
  newId(): string;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What looking something up works with. */
export type LookUpPorts = Pick<CommentPorts, 'comments' | 'follower'>;
