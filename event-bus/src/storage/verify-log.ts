import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError, dataFile, Store } from '@blog/service-kit';
import { decodePosition, dedupKey } from './dedup-key';
import { decodeRecord } from './event-record';
import { LmdbFollowerStore } from './lmdb-follower-store';
import { LmdbSubscriptionStore } from './lmdb-subscription-store';
import { LOG_TABLES, openLogTables } from './log-tables';

const EVENTS_A_TURN = 1_000;
const FINDINGS_MAX = 100;

/** What a verification found; `findings` are sentences, at most 100, and none for a whole log. */
export interface Verification {
  readonly events: number;
  readonly findings: readonly string[];
}

/**
 * Reads everything that a folder holds: the pages of the file, every event and its checksum, the index of ids, the
 * subscriptions with their cursors and parked events, the followers. `onProgress` is told how many events are done.
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
    return await new LogWalk(store, onProgress).run();
  } finally {
    await store.stop();
  }
}

class LogWalk {
  readonly #store: Store;
  readonly #onProgress: (done: number, events: number) => void;
  readonly #findings: string[] = [];

  constructor(store: Store, onProgress: (done: number, events: number) => void) {
    this.#store = store;
    this.#onProgress = onProgress;
  }

  async run(): Promise<Verification> {
    const names = this.#store.tableNames();
    for (const name of LOG_TABLES) if (!names.includes(name)) this.#say(`The table ${name} is missing.`);
    for (const name of names) if (!LOG_TABLES.includes(name)) this.#say(`The table ${name} is unknown.`);
    if (this.#findings.length > 0) return { events: 0, findings: this.#findings };
    const head = await this.#readEvents();
    this.#try(() => this.#readSubscribers(head));
    return { events: head, findings: this.#findings };
  }

  async #readEvents(): Promise<number> {
    const { events, positions, meta } = openLogTables(this.#store);
    this.#try(() => {
      if (meta.get('log-id') === undefined) this.#say('The id of the log is missing.');
    });
    const [head = 0] = events.getKeys({ reverse: true, limit: 1 });
    for (let position = 1; position <= head; position += 1) {
      this.#try(() => {
        const { bytes } = decodeRecord(position, events.getBinary(position));
        const indexed = positions.getBinary(dedupKey(JSON.parse(bytes.toString())));
        const found = indexed === undefined ? 'nothing' : `position ${decodePosition(indexed)}`;
        if (found !== `position ${position}`) {
          this.#say(`The index of ids leads to ${found} for the event at position ${position}.`);
        }
      });
      if (position % EVENTS_A_TURN === 0 || position === head) {
        this.#onProgress(position, head);
        await nextTurn();
      }
      // A damaged last key can tell of billions of events: enough is said.
      if (this.#findings.length >= FINDINGS_MAX) return head;
    }
    for (const [name, table] of Object.entries({ events, positions })) {
      const { entryCount } = table.getStats() as { entryCount: number };
      if (entryCount !== head) this.#say(`The table ${name} has ${entryCount} entries, not ${head}.`);
    }
    return head;
  }

  #readSubscribers(head: number): void {
    const subscriptions = new LmdbSubscriptionStore(this.#store);
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
    for (const [key, { name, instance }] of new LmdbFollowerStore(this.#store).entries()) {
      if (key[0] !== name || key[1] !== instance) this.#say(`The follower ${name} is stored as ${key}.`);
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
