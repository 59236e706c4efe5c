import type { Key } from 'lmdb';
import type { Table } from './store';

/** The number of entries in a table. LMDB keeps it; `getCount` of the `lmdb` package iterates over all entries. */
export function entryCount<TableKey extends Key>(table: Table<unknown, TableKey>): number {
  // The types of lmdb 3.5 do not describe the statistics.
  return (table.getStats() as { entryCount: number }).entryCount;
}
