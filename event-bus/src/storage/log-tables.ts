import type { Store, Table } from '@blog/service-kit';

/** Every table of the bus's data file. */
export const LOG_TABLES: readonly string[] = [
  'events',
  'positions',
  'log-meta',
  'followers',
  'subscriptions',
  'parked',
];

/** The log's own tables. */
export interface LogTables {
  /** By position: see `event-record.ts`. */
  readonly events: Table<Buffer, number>;
  /** Positions by source and id: see `dedup-key.ts`. */
  readonly positions: Table<Buffer, Buffer>;
  /** `log-id` tells this log from any other. */
  readonly meta: Table<string, 'log-id'>;
}

export function openLogTables(store: Store): LogTables {
  return {
    events: store.binaryTable<number>('events', { keyEncoding: 'uint32' }),
    positions: store.binaryTable<Buffer>('positions', { keyEncoding: 'binary' }),
    meta: store.table<string, 'log-id'>('log-meta'),
  };
}
