import type { StateBucket } from '@blog/event-log/jetstream';
import { type DomainError, type Logger, pause, SampledLog } from '@blog/service-kit';
import { problems } from '../problems';
import { encodeKey } from './state-key';
import { StateTables } from './state-tables';

/** How often the leader renews its lease, and the others look at it. */
const RENEW_MS = 300;
/** A leader that has not renewed its lease for this long stops leading. */
const LEASE_MS = 1_500;
/** Another replica takes over once it has seen the same lease for this long: longer than LEASE_MS. */
export const EXPIRED_MS = 2_200;

const TABLE = 'lease';
const KEY = 'leader';
export const STATE_KEY = encodeKey(TABLE, KEY);

/** The lease of the leader, as it is stored; `url` is where the other replicas reach it. */
export interface Lease {
  /** Increases each time that a replica begins to lead. */
  readonly term: number;
  readonly url: string;
  /** Counts the renewals, so that each of them is a change. */
  readonly renewed: number;
  /** The leader has stopped: nobody has to wait until the lease expires. */
  readonly released: boolean;
}

/** Begins to lead with this state; returns a function that resolves, after the end, once all work under way is done. */
export type BeginTerm = (tables: StateTables, ended: AbortSignal) => () => Promise<void>;

/**
 * Decides which replica of the bus leads: only the leader appends, delivers, and changes subscriptions, followers and types. A
 * leader that stops is replaced immediately, one that dies within some 3 s. One that was frozen or cut off can write nothing
 * more when it returns: the first write of the next leader supersedes all of its own.
 */
export class Leadership {
  readonly #state: StateBucket;
  readonly #url: string;
  readonly #logger: Logger;
  /** While the log cannot be reached, each look fails. */
  readonly #failures: SampledLog;
  readonly #prepare: () => Promise<unknown>;
  readonly #begin: BeginTerm;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #lease: Lease | undefined;
  #isLeading = false;
  /** The term in which this replica led last. */
  #ownTerm: number | undefined;
  /** The sequence of the lease that was seen last, and since when. */
  #seen: { sequence: number; sinceMs: number } | undefined;

  /** `prepare` runs before a term begins, however long it takes: the lease is renewed meanwhile. */
  constructor(options: {
    state: StateBucket;
    url: string;
    logger: Logger;
    prepare(): Promise<unknown>;
    begin: BeginTerm;
  }) {
    this.#state = options.state;
    this.#url = options.url;
    this.#logger = options.logger;
    this.#failures = new SampledLog(this.#logger);
    this.#prepare = options.prepare;
    this.#begin = options.begin;
  }

  /** Where the leader is, as far as this replica has seen; undefined if nobody leads. */
  get leaderUrl(): string | undefined {
    if (this.#lease === undefined || this.#lease.released) return undefined;
    // Its own expired lease that no other replica could take does not count.
    return this.#lease.url === this.#url && !this.#isLeading ? undefined : this.#lease.url;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Releases the lease, so that another replica takes over immediately. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        if (await this.#mayLead()) await this.#lead();
      } catch (error) {
        this.#seen = undefined;
        this.#failures.warn({ err: error }, 'cannot see who leads');
      }
      await pause(RENEW_MS, signal);
    }
  }

  async #mayLead(): Promise<boolean> {
    const entry = await this.#state.get(STATE_KEY);
    this.#lease = entry && (JSON.parse(entry.value) as Lease);
    const sequence = entry?.sequence ?? 0;
    if (this.#seen?.sequence !== sequence) this.#seen = { sequence, sinceMs: performance.now() };
    const isExpired = performance.now() - this.#seen.sinceMs > EXPIRED_MS;
    // No other replica has taken over since its own lease, so a late write to the lease is its own too.
    const isOwn = this.#lease?.term === this.#ownTerm && this.#lease?.url === this.#url;
    return this.#lease === undefined || this.#lease.released || isExpired || isOwn;
  }

  /** Takes the lease, unless another replica does first, and leads until the lease is lost or this process stops. */
  async #lead(): Promise<void> {
    const last = await this.#state.lastSequence();
    const entry = await this.#state.get(STATE_KEY);
    if ((entry?.sequence ?? 0) !== this.#seen?.sequence) return;
    const term = (this.#lease?.term ?? 0) + 1;
    const lease: Lease = { term, url: this.#url, renewed: 0, released: false };
    let after: number;
    try {
      after = await this.#state.write([{ key: STATE_KEY, value: JSON.stringify(lease) }], last);
    } catch (error) {
      if ((error as DomainError).code === 'state.superseded') return;
      throw error;
    }
    this.#lease = lease;
    this.#ownTerm = term;
    const ended = new AbortController();
    const tables = await this.#load(lease, { after, onEnd: () => ended.abort() });
    const endTerm = this.#begin(tables, ended.signal);
    this.#isLeading = true;
    this.#logger.info({ term }, 'this replica leads');
    try {
      await this.#renew(tables, lease, AbortSignal.any([ended.signal, this.#stopping.signal]));
    } finally {
      ended.abort();
      this.#lease = undefined;
      this.#isLeading = false;
      await endTerm().catch((error) => this.#logger.warn({ err: error }, 'the end of a term was not stored'));
      if (this.#stopping.signal.aborted) await put(tables, { ...lease, released: true }).catch(() => {});
      await tables.stop(leadsNoMore());
      this.#seen = undefined;
      this.#logger.info({ term }, 'this replica leads no more');
    }
  }

  /** Loads the state and calls `prepare`; the lease is renewed meanwhile, however long that takes. */
  async #load(lease: Lease, { after, onEnd }: { after: number; onEnd: () => void }): Promise<StateTables> {
    const loading = Promise.all([StateTables.load(this.#state, onEnd), this.#prepare()]);
    // Awaited below, unless a renewal fails first.
    loading.catch(() => {});
    let sequence = after;
    for (let renewed = -1; ; renewed -= 1) {
      const loaded = await Promise.race([loading, pause(RENEW_MS)]);
      if (loaded !== undefined) return loaded[0].follow(sequence);
      const value = JSON.stringify({ ...lease, renewed });
      sequence = await this.#state.write([{ key: STATE_KEY, value }], sequence);
    }
  }

  /** Resolves once a renewal took too long, or `signal` is aborted. */
  async #renew(tables: StateTables, lease: Lease, signal: AbortSignal): Promise<void> {
    for (let renewed = 1; !signal.aborted; renewed += 1) {
      const written = put(tables, { ...lease, renewed }).then(
        () => true,
        () => false,
      );
      const isInTime = await Promise.race([written, pause(LEASE_MS, signal).then(() => false)]);
      if (!isInTime) return;
      const renewedMs = performance.now();
      await pause(RENEW_MS, signal);
      // If this process was frozen, another replica leads by now.
      if (performance.now() - renewedMs > LEASE_MS) return;
    }
  }
}

function put(tables: StateTables, lease: Lease): Promise<void> {
  const table = tables.table<Lease>(TABLE);
  return tables.transaction(() => void table.put(KEY, lease));
}

export function leadsNoMore(): DomainError {
  return problems.error('bus.no_leader', 'This replica of the bus leads no more; try again.');
}
