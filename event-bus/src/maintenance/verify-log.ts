import { Findings, LOG_TABLES, requireFiles, requireKnownFormat, verifyLogFiles } from '@blog/event-log/disk';
import { type DomainError, Store } from '@blog/service-kit';
import { problems } from '../problems';
import { BUS_TABLES, TYPES_TABLE } from '../storage/bus-tables';
import { StoredEventTypes } from '../storage/stored-event-types';
import { StoredFollowers } from '../storage/stored-followers';
import { StoredSubscriptions } from '../storage/stored-subscriptions';
import type { Tables } from '../storage/tables';
import { openPlace, type Place } from './places';
import { requireLog } from './require-log';
import { verifyEvents } from './verify-events';

/** The result of a verification; `findings` are sentences, at most 100, none for an intact log. */
export interface Verification {
  readonly events: number;
  readonly findings: readonly string[];
}

const TABLES: readonly string[] = [...LOG_TABLES, ...BUS_TABLES];

/**
 * Checks everything in a folder: the pages of the file, every event and its checksum, the index of ids, the subscriptions with
 * their cursors and parked events, the followers, the types. `onProgress` is called with the number of events done.
 * @throws DomainError `storage.in_use`  a bus is running on it: make a backup, which is verified
 * @throws DomainError `log.not_found`  the folder has no log
 * @throws DomainError `log.old_form`, `log.newer_form`  another build made it
 */
export async function verifyLog(
  folder: string,
  onProgress: (done: number, events: number) => void = () => {},
): Promise<Verification> {
  requireLog(folder);
  let store: Store;
  try {
    store = await Store.open(folder, { readOnly: true, checkedBytesMax: Number.POSITIVE_INFINITY });
  } catch (error) {
    const { code } = error as DomainError;
    if (code === 'storage.in_use') {
      throw problems.error(
        code,
        `A bus is running on ${folder}: stop it, or make a backup, which is verified.`,
      );
    }
    if (code !== 'storage.corrupt') throw error;
    return { events: 0, findings: [(error as Error).message] };
  }
  try {
    return await verifyAll({ folder, store, onProgress });
  } finally {
    await store.stop();
  }
}

/**
 * Checks a log in a stream, also while a bus runs on it: every event, that no id occurs twice, the subscriptions,
 * followers and types. nats-server itself checks that the bytes are what was stored.
 * @throws DomainError `log.not_found`, `log.unavailable`, `log.stream_unsafe`
 */
export async function verifyStream(
  place: Extract<Place, { kind: 'jetstream' }>,
  onProgress: (done: number, events: number) => void = () => {},
): Promise<Verification> {
  const opened = await openPlace(place, { isNew: false });
  try {
    const findings = new Findings();
    // Before the events: a cursor must not be beyond the last one.
    const tables = await opened.readTables();
    const { head } = opened.log;
    await verifyEvents(opened.log, findings, onProgress);
    findings.try(() => readSubscribers(tables, head, findings));
    findings.try(() => readTypes(tables, findings));
    return { events: head, findings: findings.all };
  } finally {
    await opened.close();
  }
}

async function verifyAll(options: {
  folder: string;
  store: Store;
  onProgress: (done: number, events: number) => void;
}): Promise<Verification> {
  const { folder, store, onProgress } = options;
  const findings = new Findings();
  try {
    requireKnownFormat(store);
  } catch (error) {
    const { code, message } = error as DomainError;
    if (code !== 'storage.corrupt') throw error;
    findings.say(message);
  }
  const names = store.tableNames();
  for (const name of TABLES) {
    if (!names.includes(name) && name !== TYPES_TABLE) findings.say(`The table ${name} is missing.`);
  }
  for (const name of names) if (!TABLES.includes(name)) findings.say(`The table ${name} is unknown.`);
  findings.try(() => requireFiles(folder));
  if (findings.all.length > 0) return { events: 0, findings: findings.all };
  const head = await verifyLogFiles({ folder, store, findings, onProgress });
  findings.try(() => readSubscribers(store, head, findings));
  if (names.includes(TYPES_TABLE)) findings.try(() => readTypes(store, findings));
  onProgress(head, head);
  return { events: head, findings: findings.all };
}

function readSubscribers(store: Tables, head: number, findings: Findings): void {
  const subscriptions = new StoredSubscriptions(store);
  const names = new Set<string>();
  for (const [key, { name, cursor }] of subscriptions.entries()) {
    names.add(name);
    if (key !== name) findings.say(`The subscription ${name} is stored as ${key}.`);
    if (cursor > head) {
      findings.say(`The subscription ${name} is at ${cursor}, after the last event ${head}.`);
    }
  }
  for (const [[name, at], { position }] of subscriptions.parkedEntries()) {
    const isRight = names.has(name) && at === position && position <= head;
    if (!isRight) findings.say(`A parked event ${position} is stored as ${at} of ${name}.`);
  }
  for (const [key, { name, instance }] of new StoredFollowers(store).entries()) {
    if (key[0] !== name || key[1] !== instance) {
      findings.say(`The follower ${name} is stored as ${key}.`);
    }
  }
}

function readTypes(store: Tables, findings: Findings): void {
  for (const [key, { type }] of new StoredEventTypes(store).entries()) {
    if (key !== type) findings.say(`The type ${type} is stored as ${key}.`);
  }
}
