import type { Store, Table } from '@blog/service-kit';
import type { BlockPlace } from './history-block';

/** A backup that an earlier build made has none. */
export const TYPES_TABLE = 'types';

/** Every table of the bus's data file. */
export const LOG_TABLES: readonly string[] = [
  'history',
  'log-meta',
  'followers',
  'subscriptions',
  'parked',
  TYPES_TABLE,
];

/** The log's own tables. */
export interface LogTables {
  /** Where the blocks of the history lie, by the last position of each. */
  readonly blocks: Table<BlockPlace, number>;
  /** `log-id` tells this log from any other; `epoch` is there once it was restored, and is else its id. */
  readonly meta: Table<string, 'log-id' | 'epoch'>;
}

export function openLogTables(store: Store): LogTables {
  return {
    blocks: store.table<BlockPlace, number>('history', { keyEncoding: 'uint32' }),
    meta: store.table<string, 'log-id' | 'epoch'>('log-meta'),
  };
}
