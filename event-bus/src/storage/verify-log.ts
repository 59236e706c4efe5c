import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError, dataFile, Store } from '@blog/service-kit';
import type { EventBlock } from '../domain/event-block';
import { History } from './history';
import type { BlockPlace } from './history-block';
import { checkIds } from './id-index';
import { readJournal } from './journal';
import { StoredEventTypes } from './stored-event-types';
import { StoredFollowers } from './stored-followers';
import { StoredSubscriptions } from './stored-subscriptions';
import { requireFiles } from './log-files';
import { LOG_TABLES, openLogTables, TYPES_TABLE } from './log-tables';

const FINDINGS_MAX = 100;

/** What a verification found; `findings` are sentences, at most 100, and none for a whole log. */
export interface Verification {
  readonly events: number;
  readonly findings: readonly string[];
}

/**
 * Reads everything that a folder holds: the pages of the file, every event and its checksum, the index of ids, the
 * subscriptions with their cursors and parked events, the followers, the types. `onProgress` is told how many events are done.
 * @throws DomainError `storage.in_use`  a bus is running on it: make a backup, which is verified
 * @throws DomainError `log.not_found`  the folder has no log
 */
export async function verifyLog(
  folder: string,
  onProgress: (done: number, events: number) => void = () => {},
): Promise<Verification> {
  if (!existsSync(dataFile(folder))) {
    throw new DomainError('log.not_found', `Expected a log in ${folder}, found no ${dataFile(folder)}.`);
  }
  let store: Store;
  try {
    store = await Store.open(folder, { readOnly: true, checkedBytesMax: Number.POSITIVE_INFINITY });
  } catch (error) {
    const { code } = error as DomainError;
    if (code === 'storage.in_use') {
      throw new DomainError(
        code,
        `A bus is running on ${folder}: stop it, or make a backup, which is verified.`,
      );
    }
    if (code !== 'storage.corrupt') throw error;
    return { events: 0, findings: [(error as Error).message] };
  }
  try {
    return await new LogWalk({ folder, store, onProgress }).run();
  } finally {
    await store.stop();
  }
}

const START: BlockPlace = { number: 0, first: 0, last: 0, offset: 0, bytes: 0, checksum: 0 };

function follows(place: BlockPlace, before: BlockPlace): boolean {
  return (
    place.number === before.number + 1 &&
    place.first === before.last + 1 &&
    place.offset === before.offset + before.bytes
  );
}

class LogWalk {
  readonly #folder: string;
  readonly #store: Store;
  readonly #onProgress: (done: number, events: number) => void;
  readonly #findings: string[] = [];

  constructor(options: {
    folder: string;
    store: Store;
    onProgress: (done: number, events: number) => void;
  }) {
    this.#folder = options.folder;
    this.#store = options.store;
    this.#onProgress = options.onProgress;
  }

  async run(): Promise<Verification> {
    const names = this.#store.tableNames();
    for (const name of LOG_TABLES) {
      if (!names.includes(name) && name !== TYPES_TABLE) this.#say(`The table ${name} is missing.`);
    }
    for (const name of names) if (!LOG_TABLES.includes(name)) this.#say(`The table ${name} is unknown.`);
    this.#try(() => requireFiles(this.#folder));
    if (this.#findings.length > 0) return { events: 0, findings: this.#findings };
    const tables = openLogTables(this.#store);
    this.#try(() => {
      if (tables.meta.get('log-id') === undefined) this.#say('The id of the log is missing.');
    });
    let head = 0;
    let history: History | undefined;
    try {
      history = new History({ folder: this.#folder, store: this.#store, tables, readOnly: true });
      head = await this.#readHistory(history);
    } catch (error) {
      // Where one block ends and the next begins is not known any more.
      this.#say((error as Error).message);
    } finally {
      history?.close();
    }
    this.#try(() => {
      for (const { first, count } of readJournal(this.#folder, head).frames) head = first + count - 1;
    });
    for (const finding of await checkIds(this.#folder)) this.#say(finding);
    this.#try(() => this.#readSubscribers(head));
    if (names.includes(TYPES_TABLE)) this.#try(() => this.#readTypes());
    this.#onProgress(head, head);
    return { events: head, findings: this.#findings };
  }

  /** Resolves with the last position of the history. */
  async #readHistory(history: History): Promise<number> {
    let before: BlockPlace | undefined = START;
    let first = 1;
    for (const { last, place } of history.places()) {
      if (place === undefined)
        this.#say(`The index of the events at positions ${first} to ${last} is damaged.`);
      else {
        if (before !== undefined && !follows(place, before)) {
          this.#say(
            `The block of the positions ${place.first} to ${last} does not go on at position ${first}.`,
          );
        }
        this.#try(() => this.#checkBlock(history.load(place)));
      }
      before = place;
      first = last + 1;
      this.#onProgress(last, history.head);
      await nextTurn();
      // A damaged block can be wrong about all that follow: enough is said.
      if (this.#findings.length >= FINDINGS_MAX) return history.head;
    }
    this.#try(() => history.check());
    return history.head;
  }

  #checkBlock({ first, last, records }: EventBlock): void {
    if (records.length !== last - first + 1) {
      this.#say(`The block of the positions ${first} to ${last} has ${records.length} events.`);
    }
    for (const { position, bytes } of records) {
      const found = (JSON.parse(bytes.toString()) as { position: number }).position;
      if (found !== position) this.#say(`At position ${position} there is the event of position ${found}.`);
    }
  }

  #readSubscribers(head: number): void {
    const subscriptions = new StoredSubscriptions(this.#store);
    const names = new Set<string>();
    for (const [key, { name, cursor }] of subscriptions.entries()) {
      names.add(name);
      if (key !== name) this.#say(`The subscription ${name} is stored as ${key}.`);
      if (cursor > head) this.#say(`The subscription ${name} is at ${cursor}, after the last event ${head}.`);
    }
    for (const [[name, at], { position }] of subscriptions.parkedEntries()) {
      const isRight = names.has(name) && at === position && position <= head;
      if (!isRight) this.#say(`A parked event ${position} is stored as ${at} of ${name}.`);
    }
    for (const [key, { name, instance }] of new StoredFollowers(this.#store).entries()) {
      if (key[0] !== name || key[1] !== instance) this.#say(`The follower ${name} is stored as ${key}.`);
    }
  }

  #readTypes(): void {
    for (const [key, { type }] of new StoredEventTypes(this.#store).entries()) {
      if (key !== type) this.#say(`The type ${type} is stored as ${key}.`);
    }
  }

  #try(look: () => void): void {
    try {
      look();
    } catch (error) {
      this.#say((error as Error).message);
    }
  }

  #say(finding: string): void {
    if (this.#findings.length < FINDINGS_MAX) this.#findings.push(finding);
  }
}
