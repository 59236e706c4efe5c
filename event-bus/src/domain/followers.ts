import { DomainError, type Logger } from '@blog/service-kit';
import type { EventLog } from './event-log';
import type { FollowerRecord, FollowerStore } from './follower-store';
import { type Lag, LagClock } from './lag';

/** How often a follower's position is written down while it moves; a restart of the bus may show it that much older. */
const SAVE_INTERVAL_MS = 5_000;

interface Entry {
  record: FollowerRecord;
  connections: number;
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

/** Every reader that gave its name, connected or not. */
export class Followers {
  readonly #lags: LagClock;
  readonly #store: FollowerStore;
  readonly #logger: Logger;
  readonly #followersMax: number;
  readonly #entries = new Map<string, Entry>();

  constructor(options: { log: EventLog; store: FollowerStore; logger: Logger; followersMax: number }) {
    this.#lags = new LagClock(options.log);
    this.#store = options.store;
    this.#logger = options.logger;
    this.#followersMax = options.followersMax;
    for (const record of options.store.list()) {
      this.#entries.set(keyOf(record), {
        record,
        connections: 0,
        reports: false,
        savedMs: record.lastSeenMs,
      });
    }
  }

  /** Notes that a follower reads a stream from `position`; the answer is told of each position sent, and of the end. */
  connect(follower: { name: string; instance: string; position: number }) {
    const entry = this.#entry(follower);
    entry.connections += 1;
    if (!entry.reports) this.#update(entry, { position: follower.position });
    this.#save(entry);
    return {
      sent: (position: number) => {
        if (!entry.reports) this.#update(entry, { position });
      },
      close: () => {
        entry.connections -= 1;
        this.#update(entry, {});
        this.#save(entry);
      },
    };
  }

  /** Takes a follower's own word for its checkpoint, for why it stopped, and for what it has set aside. */
  report(report: {
    name: string;
    instance: string;
    checkpoint: number;
    error: string | null;
    setAside: number;
    setAsideReason: string | null;
  }): void {
    const entry = this.#entry(report);
    const { checkpoint: position, error, setAside, setAsideReason } = report;
    const isNews = entry.record.error !== error || entry.record.setAside !== setAside;
    entry.reports = true;
    this.#update(entry, { position, error, setAside, setAsideReason });
    if (isNews || Date.now() - entry.savedMs > SAVE_INTERVAL_MS) this.#save(entry);
  }

  /** @throws DomainError `follower.not_found`; `follower.connected`: it would come back at once */
  async forget(follower: { name: string; instance: string }): Promise<void> {
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

  #entry(follower: { name: string; instance: string }): Entry {
    const key = keyOf(follower);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#makeRoom();
      const { name, instance } = follower;
      const record = { name, instance, position: 0, error: null, lastSeenMs: Date.now() };
      entry = { record, connections: 0, reports: false, savedMs: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #update(entry: Entry, change: Partial<FollowerRecord>): void {
    entry.record = { ...entry.record, ...change, lastSeenMs: Date.now() };
  }

  #save(entry: Entry): void {
    entry.savedMs = Date.now();
    // What is shown of a follower is not worth failing its stream for.
    this.#store
      .save(entry.record)
      .catch((error) => this.#logger.warn({ err: error }, 'a follower was not saved'));
  }

  #makeRoom(): void {
    if (this.#entries.size < this.#followersMax) return;
    const down = [...this.#entries.values()].filter(({ connections }) => connections === 0);
    const oldest = down.sort((a, b) => a.record.lastSeenMs - b.record.lastSeenMs)[0];
    if (oldest === undefined) {
      throw new DomainError('streams.too_many', `More than ${this.#followersMax} followers are connected.`);
    }
    this.forget(oldest.record).catch((error) =>
      this.#logger.warn({ err: error }, 'a follower was not forgotten'),
    );
  }
}

const keyOf = ({ name, instance }: { name: string; instance: string }) => `${name}\n${instance}`;
