import type { Store, Table } from '@blog/service-kit';
import type { BlockPlace } from './history-block';

const BLOCKS_TABLE = 'history';
export const META_TABLE = 'log-meta';

/** The tables of the data file that are the log's own. */
export const LOG_TABLES: readonly string[] = [BLOCKS_TABLE, META_TABLE];

/**
 * `log-id` tells this log from any other; `epoch` is there once it was restored, and is else its id; `format` is the version of
 * what is in the folder, see `log-format.ts`.
 */
type MetaKey = 'log-id' | 'epoch' | 'format';

export interface LogTables {
  /** Where the blocks of the history lie, by the last position of each. */
  readonly blocks: Table<BlockPlace, number>;
  readonly meta: Table<string, MetaKey>;
}

export function openLogTables(store: Store): LogTables {
  return {
    blocks: store.table<BlockPlace, number>(BLOCKS_TABLE, { keyEncoding: 'uint32' }),
    meta: openMeta(store),
  };
}

export function openMeta(store: Store): LogTables['meta'] {
  return store.table<string, MetaKey>(META_TABLE);
}
