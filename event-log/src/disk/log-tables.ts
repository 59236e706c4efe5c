import type { Store, Table } from '@blog/service-kit';
import type { BlockLocation } from './history-block';

const BLOCKS_TABLE = 'history';
export const META_TABLE = 'log-meta';

/** The log's tables in the data file. */
export const LOG_TABLES: readonly string[] = [BLOCKS_TABLE, META_TABLE];

/**
 * `log-id` identifies the log; `epoch` is set once it was restored and defaults to the id; `format` is the version of the
 * folder, see `log-format.ts`.
 */
type MetaKey = 'log-id' | 'epoch' | 'format';

export interface LogTables {
  /** Locations of the history's blocks, by the last position of each. */
  readonly blocks: Table<BlockLocation, number>;
  readonly meta: Table<string, MetaKey>;
}

export function openLogTables(store: Store): LogTables {
  return {
    blocks: store.table<BlockLocation, number>(BLOCKS_TABLE, { keyEncoding: 'uint32' }),
    meta: openMeta(store),
  };
}

export function openMeta(store: Store): LogTables['meta'] {
  return store.table<string, MetaKey>(META_TABLE);
}
