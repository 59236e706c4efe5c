import type { EventLog } from '@blog/event-log';
import type { FailureLog, FollowerReport } from '@blog/service-kit';
import { problems } from '../problems';
import { FollowerEntry } from './follower-entry';
import type { FollowerStore } from './follower-store';
import { followerToEvict, type Newcomer } from './follower-to-evict';
import { type Lag, LagClock } from './lag';

/** How often a moving follower's position is saved; after a restart of the bus it may be shown this much older. */
const SAVE_INTERVAL_MS = 5_000;
/** Streams of a known follower that are not counted in the shares: its current one, and one that replaces it. */
const KNOWN_CONNECTIONS_MAX = 2;

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
 * Every reader that gave its name, connected or not. A reader that reports its checkpoint while connected, or was connected for a
 * minute, is established. While it is down, it keeps its place for as long as it was connected in total, at most seven days.
 *
 * When there is no room, `followerToEvict` says who gives way to a new one.
 */
export class Followers {
  readonly #log: EventLog;
  readonly #lags: LagClock;
  readonly #store: FollowerStore;
  readonly #logger: FailureLog;
  readonly #followersMax: number;
  readonly #instancesMax: number;
  readonly #nowMs: () => number;
  readonly #entries = new Map<string, FollowerEntry>();

  constructor(options: {
    log: EventLog;
    store: FollowerStore;
    logger: FailureLog;
    followersMax: number;
    /** For each name. */
    instancesMax: number;
    nowMs?: () => number;
  }) {
    this.#log = options.log;
    this.#lags = new LagClock(options.log);
    this.#store = options.store;
    this.#logger = options.logger;
    this.#followersMax = options.followersMax;
    this.#instancesMax = options.instancesMax;
    this.#nowMs = options.nowMs ?? Date.now;
    for (const record of options.store.list()) {
      this.#entries.set(keyOf(record), FollowerEntry.from(record));
    }
  }

  /** Whether a reader is an established follower that keeps its place. */
  isKnown(follower: FollowerName): boolean {
    return this.#entries.get(keyOf(follower))?.isKnown(this.#nowMs()) ?? false;
  }

  /** Whether a reader is a known follower within its own streams: it takes no place of `StreamGate`. */
  hasPlace(follower: FollowerName): boolean {
    const { connections = 0 } = this.#entries.get(keyOf(follower)) ?? {};
    return this.isKnown(follower) && connections < KNOWN_CONNECTIONS_MAX;
  }

  /** Checks that a follower is listed or can be, without evicting another. @throws DomainError `follower.too_many` */
  requirePlace(newcomer: Newcomer): void {
    if (!this.#entries.has(keyOf(newcomer))) this.#victimOf(newcomer);
  }

  /**
   * Registers a stream that a follower reads from `position`. Call the result's `sent` with each position sent, and its `close` at
   * the end. The given `close` ends the stream if the follower is evicted.
   * @throws DomainError `follower.too_many`
   */
  connect(follower: Newcomer & { position: number; close(): void }) {
    const { address, position, close } = follower;
    const entry = this.#entry(follower);
    const leave = entry.connect({ address, close }, this.#nowMs());
    entry.update(entry.reports ? {} : { position }, this.#nowMs());
    this.#save(entry);
    return {
      sent: (sent: number) => {
        entry.update(entry.reports ? {} : { position: sent }, this.#nowMs());
        this.#saveNowAndThen(entry);
      },
      close: () => {
        entry.update({}, this.#nowMs());
        leave();
        this.#save(entry);
      },
    };
  }

  /**
   * Accepts what a follower reports: its checkpoint, why it stopped, and what it has set aside.
   * @throws DomainError `log.position_unknown`  the checkpoint is beyond the log's head, and the follower has not stopped
   * @throws DomainError `follower.too_many`
   */
  report(report: Newcomer & FollowerReport): void {
    const { head, epoch } = this.#log;
    // A follower may have stopped because the log is another one: the report must be visible to whoever investigates.
    if (report.error === null && report.checkpoint > head) {
      const message = `Expected a checkpoint of this log (epoch ${epoch}), which ends at ${head}, got ${report.checkpoint}.`;
      throw problems.error('log.position_unknown', message, { epoch, head });
    }
    const entry = this.#entry(report);
    const before = entry.record;
    const { checkpoint: position, error, setAside, setAsideReason } = report;
    entry.reports = true;
    entry.update({ position, error, setAside, setAsideReason }, this.#nowMs());
    const { established } = entry.record;
    const isNews =
      before.error !== error || before.setAside !== setAside || before.established !== established;
    if (isNews) this.#save(entry);
    else this.#saveNowAndThen(entry);
  }

  /** @throws DomainError `follower.not_found`; `follower.connected`: it would be listed again immediately */
  async forget(follower: FollowerName): Promise<void> {
    if ((this.#entries.get(keyOf(follower))?.connections ?? 0) > 0) {
      throw problems.error('follower.connected', `Follower ${follower.name} is connected; stop it first.`);
    }
    if (!this.#entries.delete(keyOf(follower))) {
      throw problems.error(
        'follower.not_found',
        `No follower ${follower.name} (${follower.instance}) is known.`,
      );
    }
    await this.#store.remove(follower);
  }

  /** The number of events that each has set aside. */
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

  async #view({ record, connections }: FollowerEntry): Promise<FollowerView> {
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

  #entry(newcomer: Newcomer): FollowerEntry {
    const key = keyOf(newcomer);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const victim = this.#victimOf(newcomer);
      if (victim !== undefined) this.#evict(victim);
      entry = FollowerEntry.of(newcomer, this.#nowMs());
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #saveNowAndThen(entry: FollowerEntry): void {
    if (this.#nowMs() - entry.savedMs > SAVE_INTERVAL_MS) this.#save(entry);
  }

  #save(entry: FollowerEntry): void {
    // The stream of an evicted follower may still report its progress.
    if (this.#entries.get(keyOf(entry.record)) !== entry) return;
    entry.savedMs = this.#nowMs();
    // A failure to save what is only shown must not fail the stream.
    this.#store
      .save(entry.record)
      .catch((error) => this.#logger.warn({ err: error }, 'a follower was not saved'));
  }

  #victimOf(newcomer: Newcomer): FollowerEntry | undefined {
    return followerToEvict([...this.#entries.values()], newcomer, {
      followersMax: this.#followersMax,
      instancesMax: this.#instancesMax,
      nowMs: this.#nowMs(),
    });
  }

  #evict(victim: FollowerEntry): void {
    this.#entries.delete(keyOf(victim.record));
    this.#store
      .remove(victim.record)
      .catch((error) => this.#logger.warn({ err: error }, 'a follower was not forgotten'));
    victim.closeStreams();
  }
}

const keyOf = ({ name, instance }: FollowerName) => `${name}\n${instance}`;
