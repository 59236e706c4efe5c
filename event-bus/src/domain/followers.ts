import { DomainError, type FailureLog } from '@blog/service-kit';
import type { EventLog } from './event-log';
import type { FollowerRecord, FollowerStore } from './follower-store';
import { type Lag, LagClock } from './lag';

/** How often a follower's position is written down while it moves; a restart of the bus may show it that much older. */
const SAVE_INTERVAL_MS = 5_000;
/** A follower that only reads is established once it has been connected for so long. */
const ESTABLISHED_AFTER_MS = 60_000;
/** An established follower that is down keeps its place for so long. */
const KNOWN_MS_MAX = 7 * 24 * 3_600_000;
/** Streams of a known follower that take no part in the shares: the one that it has, and one in its place. */
const KNOWN_CONNECTIONS_MAX = 2;

interface Entry {
  record: FollowerRecord;
  connections: number;
  /** When its latest connection began. */
  connectedMs: number;
  /** Followers that report their checkpoint are believed; of others only what was sent is known. */
  reports: boolean;
  savedMs: number;
}

type FollowerStatus = 'live' | 'catching-up' | 'stopped' | 'down';

/** One follower as /subscribers shows it. */
export interface FollowerView {
  readonly kind: 'follower';
  readonly name: string;
  readonly instance: string;
  readonly position: number;
  readonly lag: Lag;
  readonly state: FollowerStatus;
  readonly lastError: string | null;
  readonly setAside: number;
  readonly setAsideReason: string | null;
  readonly nextAttemptAt: null;
  readonly lastSeenAt: string;
}

interface FollowerName {
  readonly name: string;
  readonly instance: string;
}

/**
 * Every reader that gave its name, connected or not. One that has read the log and reported its checkpoint, or has read for a
 * minute, is established: nobody takes its place, until it has been down for seven days. Of the others, the one that is down
 * longest gives way to a new one.
 */
export class Followers {
  readonly #lags: LagClock;
  readonly #store: FollowerStore;
  readonly #logger: FailureLog;
  readonly #followersMax: number;
  readonly #instancesMax: number;
  readonly #nowMs: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(options: {
    log: EventLog;
    store: FollowerStore;
    logger: FailureLog;
    followersMax: number;
    /** Of one name. */
    instancesMax: number;
    nowMs?: () => number;
  }) {
    this.#lags = new LagClock(options.log);
    this.#store = options.store;
    this.#logger = options.logger;
    this.#followersMax = options.followersMax;
    this.#instancesMax = options.instancesMax;
    this.#nowMs = options.nowMs ?? Date.now;
    for (const record of options.store.list()) {
      this.#entries.set(keyOf(record), {
        record: { ...record, established: record.established ?? true },
        connections: 0,
        connectedMs: 0,
        reports: false,
        savedMs: record.lastSeenMs,
      });
    }
  }

  /** Whether a reader is an established follower. */
  isKnown(follower: FollowerName): boolean {
    const entry = this.#entries.get(keyOf(follower));
    return entry !== undefined && this.#isKnown(entry);
  }

  /** Whether a reader is an established follower that has, or gets, its one stream: it need not share with others. */
  hasPlace(follower: FollowerName): boolean {
    const { connections = 0 } = this.#entries.get(keyOf(follower)) ?? {};
    return this.isKnown(follower) && connections < KNOWN_CONNECTIONS_MAX;
  }

  /**
   * Notes that a follower reads a stream from `position`; the answer is told of each position sent, and of the end.
   * @throws DomainError `follower.too_many`
   */
  connect(follower: FollowerName & { position: number }) {
    const entry = this.#entry(follower);
    entry.connections += 1;
    entry.connectedMs = this.#nowMs();
    this.#update(entry, entry.reports ? {} : { position: follower.position });
    this.#save(entry);
    return {
      sent: (position: number) => {
        if (!entry.reports) this.#update(entry, { position });
      },
      close: () => {
        this.#update(entry, {});
        entry.connections -= 1;
        this.#save(entry);
      },
    };
  }

  /**
   * Takes a follower's own word for its checkpoint, for why it stopped, and for what it has set aside.
   * @throws DomainError `follower.too_many`
   */
  report(
    report: FollowerName & {
      checkpoint: number;
      error: string | null;
      setAside: number;
      setAsideReason: string | null;
    },
  ): void {
    const entry = this.#entry(report);
    const before = entry.record;
    const { checkpoint: position, error, setAside, setAsideReason } = report;
    entry.reports = true;
    this.#update(entry, { position, error, setAside, setAsideReason });
    const { established } = entry.record;
    const isNews =
      before.error !== error || before.setAside !== setAside || before.established !== established;
    if (isNews || this.#nowMs() - entry.savedMs > SAVE_INTERVAL_MS) this.#save(entry);
  }

  /** @throws DomainError `follower.not_found`; `follower.connected`: it would come back at once */
  async forget(follower: FollowerName): Promise<void> {
    if ((this.#entries.get(keyOf(follower))?.connections ?? 0) > 0) {
      throw new DomainError('follower.connected', `Follower ${follower.name} is connected; stop it first.`);
    }
    if (!this.#entries.delete(keyOf(follower))) {
      throw new DomainError(
        'follower.not_found',
        `No follower ${follower.name} (${follower.instance}) is known.`,
      );
    }
    await this.#store.remove(follower);
  }

  /** How many events each has set aside. */
  counts(): { name: string; instance: string; setAside: number }[] {
    return Array.from(this.#entries.values(), ({ record: { name, instance, setAside = 0 } }) => ({
      name,
      instance,
      setAside,
    }));
  }

  /** All of them, by name and instance. */
  async list(): Promise<FollowerView[]> {
    const sorted = [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
    const views: FollowerView[] = [];
    for (const [, entry] of sorted) views.push(await this.#view(entry));
    return views;
  }

  async #view({ record, connections }: Entry): Promise<FollowerView> {
    const lag = await this.#lags.lagAfter(record.position, Date.now());
    const connected = lag.events === 0 ? 'live' : 'catching-up';
    return {
      kind: 'follower',
      name: record.name,
      instance: record.instance,
      position: record.position,
      lag,
      state: record.error !== null ? 'stopped' : connections > 0 ? connected : 'down',
      lastError: record.error,
      setAside: record.setAside ?? 0,
      setAsideReason: record.setAsideReason ?? null,
      nextAttemptAt: null,
      lastSeenAt: new Date(record.lastSeenMs).toISOString(),
    };
  }

  #entry(follower: FollowerName): Entry {
    const key = keyOf(follower);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const { name, instance } = follower;
      this.#makeRoom(name);
      const lastSeenMs = this.#nowMs();
      const record = { name, instance, position: 0, error: null, established: false, lastSeenMs };
      entry = { record, connections: 0, connectedMs: 0, reports: false, savedMs: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #update(entry: Entry, change: Partial<FollowerRecord>): void {
    const lastSeenMs = this.#nowMs();
    const hasReadMs = entry.connections > 0 ? lastSeenMs - entry.connectedMs : 0;
    const isSettled = (entry.reports && entry.connections > 0) || hasReadMs >= ESTABLISHED_AFTER_MS;
    const established = entry.record.established === true || isSettled;
    entry.record = { ...entry.record, ...change, established, lastSeenMs };
  }

  #isKnown({ record, connections }: Entry): boolean {
    const isHere = connections > 0 || this.#nowMs() - record.lastSeenMs < KNOWN_MS_MAX;
    return record.established === true && isHere;
  }

  #save(entry: Entry): void {
    entry.savedMs = this.#nowMs();
    // What is shown of a follower is not worth failing its stream for.
    this.#store
      .save(entry.record)
      .catch((error) => this.#logger.warn({ err: error }, 'a follower was not saved'));
  }

  #makeRoom(name: string): void {
    const all = [...this.#entries.values()];
    const namesakes = all.filter(({ record }) => record.name === name);
    if (namesakes.length >= this.#instancesMax) {
      this.#evictOneOf(namesakes, `${this.#instancesMax} instances of one follower (FOLLOWER_INSTANCES_MAX)`);
    } else if (all.length >= this.#followersMax) {
      this.#evictOneOf(all, `${this.#followersMax} followers (FOLLOWERS_MAX)`);
    }
  }

  #evictOneOf(entries: readonly Entry[], limit: string): void {
    const idle = entries.filter((entry) => entry.connections === 0 && !this.#isKnown(entry));
    const oldest = idle.sort((a, b) => a.record.lastSeenMs - b.record.lastSeenMs)[0];
    if (oldest === undefined) {
      const message = `Expected at most ${limit}, and all are connected or established; DELETE one that will not come back.`;
      throw new DomainError('follower.too_many', message);
    }
    this.forget(oldest.record).catch((error) =>
      this.#logger.warn({ err: error }, 'a follower was not forgotten'),
    );
  }
}

const keyOf = ({ name, instance }: FollowerName) => `${name}\n${instance}`;
