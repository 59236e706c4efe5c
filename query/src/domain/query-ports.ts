import type { Follower } from '@blog/service-kit';
import type { ReadModel } from './read-model';

/** What the use cases of query work with. */
export interface QueryPorts {
  readonly readModel: ReadModel;
  readonly follower: Pick<
    Follower,
    'applied' | 'canGoOn' | 'catchUp' | 'checkpoint' | 'epoch' | 'hasCaughtUp'
  >;
}
