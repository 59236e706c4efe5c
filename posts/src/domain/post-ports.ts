import type { Follower } from '@blog/service-kit';
import type { PostStore } from './post-store';

/** The ports of the use cases. */
export interface PostPorts {
  readonly posts: PostStore;
  readonly follower: Pick<Follower, 'canGoOn' | 'catchUp' | 'checkpoint'>;
  newId(): string;
  /** Milliseconds since 1970. */
  now(): number;
}
