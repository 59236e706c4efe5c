import type { EventLog } from '@blog/event-log';
import { type FailureLog, type FollowerReport, lastOfLargestShare } from '@blog/service-kit';
import { problems } from '../problems';
import { FollowerEntry } from './follower-entry';
import type { FollowerStore } from './follower-store';
import { type Lag, LagClock } from './lag';

/** How often a moving position is saved; after a restart the bus may show a position this old. */
const SAVE_INTERVAL_MS = 5_000;
/** Streams of a known follower that do not count towards shares: its own, and one that replaces it. */
const KNOWN_CONNECTIONS_MAX = 2;
/** A share of at most this part of the places is never reduced, however many addresses newcomers have. */
const SMALL_SHARE = 1 / 50;

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

/** A follower that connects or reports, with its `clientAddress`. */
type Newcomer = FollowerName & { readonly address: string };

/**
 * Every reader that gave its name, connected or not. A follower is established once it has read the log and reported its
 * checkpoint, or has read for a minute. While it is down it keeps its place for as long as it was connected in total, at most seven
 * days.
 *
 * When the list is full, a newcomer evicts the follower that has been down longest, of those that do not keep a place. If there is
 * none, and the newcomer's address or name has a smaller share of the places than another's, it evicts the follower of that share
 * that was connected least. A follower that was connected for a day is not evicted while it keeps its place, nor is one of a small
 * share.
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

  /** The follower that a newcomer evicts; undefined if there is room. @throws DomainError `follower.too_many` */
  #victimOf(newcomer: Newcomer): FollowerEntry | undefined {
    const all = [...this.#entries.values()];
    const namesakes = all.filter(({ record }) => record.name === newcomer.name);
    const instancesMax = this.#instancesMax;
    if (namesakes.length >= instancesMax) {
      const limit = `${instancesMax} instances of one follower (FOLLOWER_INSTANCES_MAX)`;
      return this.#oneOf(namesakes, { newcomer, limit });
    }
    if (all.length < this.#followersMax) return undefined;
    return this.#oneOf(all, { newcomer, limit: `${this.#followersMax} followers (FOLLOWERS_MAX)` });
  }

  #oneOf(entries: readonly FollowerEntry[], options: { newcomer: Newcomer; limit: string }): FollowerEntry {
    const { newcomer, limit } = options;
    const victim = this.#longestDown(entries) ?? this.#ofLargestShare(entries, newcomer);
    if (victim !== undefined) return victim;
    const message = `Expected at most ${limit}; all are connected or established, and no share is larger than yours. DELETE one that will not come back.`;
    throw problems.error('follower.too_many', message);
  }

  #evict(victim: FollowerEntry): void {
    this.#entries.delete(keyOf(victim.record));
    this.#store
      .remove(victim.record)
      .catch((error) => this.#logger.warn({ err: error }, 'a follower was not forgotten'));
    victim.closeStreams();
  }

  #longestDown(entries: readonly FollowerEntry[]): FollowerEntry | undefined {
    const nowMs = this.#nowMs();
    const idle = entries.filter((entry) => entry.connections === 0 && !entry.isKnown(nowMs));
    return idle.sort((a, b) => a.record.lastSeenMs - b.record.lastSeenMs)[0];
  }

  #ofLargestShare(entries: readonly FollowerEntry[], newcomer: Newcomer): FollowerEntry | undefined {
    const nowMs = this.#nowMs();
    const sharing = entries.filter((entry) => !entry.isLongKnown(nowMs));
    sharing.sort((a, b) => b.connectedMs(nowMs) - a.connectedMs(nowMs));
    const shareMin = Math.ceil(entries.length * SMALL_SHARE);
    return lastOfLargestShare(sharing, { shares: [newcomer.address, newcomer.name] }, { shareMin });
  }
}

const keyOf = ({ name, instance }: FollowerName) => `${name}\n${instance}`;
