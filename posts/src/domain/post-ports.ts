import type { Follower } from '@blog/service-kit';
import type { PostStore } from './post-store';

/** What the use cases of posts work with. */
export interface PostPorts {
  readonly posts: PostStore;
  readonly follower: Pick<Follower, 'canGoOn' | 'catchUp' | 'checkpoint'>;
  newId(): string;
  /** Milliseconds since 1970. */
  now(): number;
}
