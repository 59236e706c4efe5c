import { isDeepStrictEqual } from 'node:util';
import { copyEvents } from '@blog/event-log';
import type { DomainError } from '@blog/service-kit';
import { problems } from '../problems';
import { BUS_TABLES } from '../storage/bus-tables';
import type { TableKey, Tables } from '../storage/tables';
import { openPlace, type Place } from './places';

/** Entries per transaction. */
const STEP_ENTRIES = 500;

interface Entry {
  readonly key: TableKey;
  readonly value: unknown;
}

/** The entries of each table, by its name. */
type Copied = ReadonlyMap<string, readonly Entry[]>;

/**
 * Copies a log with all other state of its bus from one engine to another: positions, ids and epoch stay, so that subscriptions
 * and followers continue where they were. No bus may run on either, unless `isBackup`: then one may run on the source, and
 * the copy is consistent. An interrupted copy is continued. At the end both are read and compared.
 * @throws DomainError `log.not_found`, `storage.in_use`, `copy.other_log`, `copy.differs`
 */
export async function copyLog(options: {
  from: Place;
  to: Place;
  isBackup?: boolean;
  onProgress?: (done: number, events: number) => void;
}): Promise<{ events: number }> {
  const { isBackup = false, onProgress = () => {} } = options;
  const from = await openPlace(options.from, { isNew: false });
  try {
    const term = isBackup ? 0 : await from.requireStopped();
    // Before the events: a cursor must not be beyond the last one.
    const copied = copyOf(await from.readTables());
    const { id, epoch } = from.log;
    const to = await openPlace(options.to, { isNew: true, identity: { id, epoch } });
    try {
      await to.requireStopped();
      await copyEvents(from.log, to.log, onProgress);
      await to.writeTables((tables) => writeAll(tables, copied));
      // The copy may lack what a bus that was started meanwhile has stored.
      if (!isBackup && (await from.requireStopped()) !== term) throw ranMeanwhile();
      return { events: to.log.head };
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

function ranMeanwhile(): DomainError {
  const message = 'A bus has run on the source meanwhile: stop all of its replicas, and copy again.';
  return problems.error('storage.in_use', message);
}

const copyOf = (tables: Tables): Copied =>
  new Map(BUS_TABLES.map((name) => [name, entriesOf(tables, name)] as const));

function entriesOf(tables: Tables, name: string): Entry[] {
  return Array.from(tables.table<unknown, TableKey>(name).getRange(), ({ key, value }) => ({ key, value }));
}

const byKey = (entries: readonly Entry[]) =>
  new Map(entries.map(({ key, value }) => [JSON.stringify(key), value]));

async function writeAll(tables: Tables, copied: Copied): Promise<void> {
  for (const [name, entries] of copied) {
    const table = tables.table<unknown, TableKey>(name);
    const wanted = byKey(entries);
    const surplus = entriesOf(tables, name).filter(({ key }) => !wanted.has(JSON.stringify(key)));
    await inSteps(tables, surplus, ({ key }) => table.remove(key));
    await inSteps(tables, entries, ({ key, value }) => table.put(key, value));
    if (isDeepStrictEqual(byKey(entriesOf(tables, name)), wanted)) continue;
    throw problems.error('copy.differs', `Expected the same ${name} in both, and the copy has others.`);
  }
}

async function inSteps(
  tables: Tables,
  entries: readonly Entry[],
  each: (entry: Entry) => unknown,
): Promise<void> {
  for (let start = 0; start < entries.length; start += STEP_ENTRIES) {
    await tables.transaction(() => {
      for (const entry of entries.slice(start, start + STEP_ENTRIES)) each(entry);
    });
  }
}
