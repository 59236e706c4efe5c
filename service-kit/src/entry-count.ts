import type { Key } from 'lmdb';
import type { Table } from './store';

/** How many entries a table has: LMDB keeps that number, while `getCount` of the `lmdb` package goes through all of them. */
export function entryCount<TableKey extends Key>(table: Table<unknown, TableKey>): number {
  // The types of lmdb 3.5 do not say what the statistics are.
  return (table.getStats() as { entryCount: number }).entryCount;
}
