import { DomainError, type Logger, pause } from '@blog/service-kit';
import type { Table } from '../storage/tables';
import { decodeKey, encodeKey } from './state-key';
import type { StateStream } from './state-stream';
import { StateTables } from './state-tables';

/** How often a leader renews its lease, and the others look at it. */
const RENEW_MS = 500;
/** A leader that could not renew its lease for so long leads no more. */
const LEASE_MS = 2_000;
/** Another takes over once it has seen the same lease for so long: longer, since clocks may run differently. */
const EXPIRED_MS = 3_000;

const TABLE = 'lease';
const KEY = 'leader';

/** Who leads: a new lease has another `term`. `url` is where the other replicas reach it. */
export interface Lease {
  readonly term: number;
  readonly url: string;
  readonly renewed: number;
  /** The leader has stopped: nobody needs to wait until it expires. */
  readonly released: boolean;
}

/** What leads for one term. */
export interface Term {
  stop(): Promise<void>;
}

/**
 * Which replica of the bus leads: it alone appends, delivers, and changes subscriptions, followers and types. A leader that
 * dies is replaced within some 4 s, one that stops at once. One that was frozen, or cut off, writes nothing more when it wakes:
 * the first write of the one after it supersedes all of its own.
 */
export class Leadership {
  readonly #stream: StateStream;
  readonly #url: string;
  readonly #logger: Logger;
  readonly #begin: (tables: StateTables, ended: AbortSignal) => Promise<Term>;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #lease: Lease | undefined;
  #isLeading = false;

  /** `begin` is called with the state when this replica comes to lead; `ended` is aborted once it does no more. */
  constructor(options: {
    stream: StateStream;
    url: string;
    logger: Logger;
    begin: (tables: StateTables, ended: AbortSignal) => Promise<Term>;
  }) {
    this.#stream = options.stream;
    this.#url = options.url;
    this.#logger = options.logger;
    this.#begin = options.begin;
  }

  get isLeading(): boolean {
    return this.#isLeading;
  }

  /** Where the leader is, as far as this replica knows; undefined if there is none. */
  get leaderUrl(): string | undefined {
    return this.#lease === undefined || this.#lease.released ? undefined : this.#lease.url;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Gives the lease up, so that another replica takes over at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let seen: { sequence: number; atMs: number } | undefined;
    while (!signal.aborted) {
      try {
        const entry = await this.#stream.get(encodeKey(TABLE, KEY));
        const lease = entry && (JSON.parse(entry.value) as Lease);
        this.#lease = lease;
        const sequence = entry?.sequence ?? 0;
        if (seen?.sequence !== sequence) seen = { sequence, atMs: performance.now() };
        const isFree = lease === undefined || lease.released || performance.now() - seen.atMs > EXPIRED_MS;
        if (isFree) {
          await this.#lead(lease, sequence);
          seen = undefined;
        }
      } catch (error) {
        seen = undefined;
        this.#logger.warn({ err: error }, 'who leads cannot be seen');
      }
      await pause(RENEW_MS, signal);
    }
  }

  /** Takes the lease, unless somebody else does, and leads until it is lost, or this process stops. */
  async #lead(before: Lease | undefined, leaseSequence: number): Promise<void> {
    const last = await this.#stream.lastSequence();
    const entry = await this.#stream.get(encodeKey(TABLE, KEY));
    if ((entry?.sequence ?? 0) !== leaseSequence) return;
    const lease = { term: (before?.term ?? 0) + 1, url: this.#url, renewed: 0, released: false };
    const beganMs = performance.now();
    const after = await this.#stream
      .write([{ key: encodeKey(TABLE, KEY), value: JSON.stringify(lease) }], last)
      .catch((error: DomainError) => {
        if (error.code !== 'state.superseded') throw error;
        return undefined;
      });
    if (after === undefined) return;
    this.#lease = lease;
    const ended = new AbortController();
    const tables = await StateTables.load(this.#stream, { after, onEnd: () => ended.abort() });
    let term: Term | undefined;
    try {
      if (performance.now() - beganMs > LEASE_MS) this.#logger.info('the state was read for longer than a lease lasts');
      term = await this.#begin(tables, ended.signal);
      this.#isLeading = true;
      this.#logger.info({ term: lease.term }, 'this replica leads');
      await this.#renew(tables, lease, ended.signal);
    } finally {
      this.#isLeading = false;
      ended.abort();
      await term?.stop();
      if (this.#stopping.signal.aborted) await this.#release(tables, lease);
      await tables.stop(notLeading());
      this.#logger.info({ term: lease.term }, 'this replica leads no more');
    }
  }

  async #renew(tables: StateTables, lease: Lease, ended: AbortSignal): Promise<void> {
    const table = tables.table<Lease>(TABLE);
    const signal = AbortSignal.any([ended, this.#stopping.signal]);
    for (let renewed = 1; !signal.aborted; renewed += 1) {
      const beganMs = performance.now();
      const late = pause(LEASE_MS, signal).then(() => 'late' as const);
      const put = tables.transaction(() => put_(table, { ...lease, renewed })).then(() => 'renewed' as const);
      const outcome = await Promise.race([put.catch(() => 'late' as const), late]);
      if (outcome === 'late') return;
      await pause(RENEW_MS, signal);
      // It was frozen meanwhile.
      if (performance.now() - beganMs > LEASE_MS) return;
    }
  }

  async #release(tables: StateTables, lease: Lease): Promise<void> {
    const table = tables.table<Lease>(TABLE);
    await tables.transaction(() => put_(table, { ...lease, renewed: -1, released: true })).catch(() => {});
  }
}

const put_ = (table: Table<Lease>, lease: Lease) => void table.put(KEY, lease);

function notLeading(): DomainError {
  return new DomainError('bus.not_leading', 'This replica of the bus leads no more; try again.');
}

export { decodeKey };
