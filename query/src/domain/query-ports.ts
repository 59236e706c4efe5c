import type { Follower } from '@blog/service-kit';
import type { ReadModel } from './read-model';

/** The ports of the use cases. */
export interface QueryPorts {
  readonly readModel: ReadModel;
  readonly follower: Pick<
    Follower,
    'applied' | 'canGoOn' | 'catchUp' | 'checkpoint' | 'epoch' | 'hasCaughtUp'
  >;
}
