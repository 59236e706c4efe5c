import type { Store, Table } from '@blog/service-kit';
import type { BlockPlace } from './history-block';

/** The tables of the data file that are the log's own. */
export const LOG_TABLES: readonly string[] = ['history', 'log-meta'];

/** `log-id` tells this log from any other; `epoch` is there once it was restored, and is else its id. */
type MetaKey = 'log-id' | 'epoch';

export interface LogTables {
  /** Where the blocks of the history lie, by the last position of each. */
  readonly blocks: Table<BlockPlace, number>;
  readonly meta: Table<string, MetaKey>;
}

export function openLogTables(store: Store): LogTables {
  return {
    blocks: store.table<BlockPlace, number>('history', { keyEncoding: 'uint32' }),
    meta: store.table<string, MetaKey>('log-meta'),
  };
}
