import { CATCH_UP_MS, type DomainError, lastOfLargestShare } from '@blog/service-kit';
import { problems } from '../problems';
import { positionUnknown } from './position-unknown';
import type { QueryPorts } from './query-ports';

/** A client that wants to read the state up to a position of the log. */
interface Reader {
  readonly position: number;
  /** The groups that it shares places with, such as its address. */
  readonly shares: readonly string[];
  /** Aborted once it is gone. */
  readonly leaving: AbortSignal;
}

type AskedFollower = Pick<QueryPorts['follower'], 'applied' | 'catchUp' | 'checkpoint' | 'epoch'>;

/** A waiting reader. */
interface Waiting extends Pick<Reader, 'shares'> {
  giveWay(): void;
}

/**
 * Lets readers wait until what they have written is applied here. At most `waitsMax` wait at a time; then one whose address has
 * fewer than another's takes the place of the latest of the other's.
 */
export class PositionWaits {
  readonly #follower: AskedFollower;
  readonly #waitMs: number;
  readonly #waitsMax: number;
  readonly #waiting = new Set<Waiting>();

  constructor(options: {
    follower: AskedFollower;
    waitMs: number;
    waitsMax: number;
  }) {
    this.#follower = options.follower;
    this.#waitMs = options.waitMs;
    this.#waitsMax = options.waitsMax;
  }

  /** Number of waiting readers. */
  get count(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves once everything up to the position is applied here, possibly immediately.
   * @throws DomainError `query.position_not_applied`  it was not within `waitMs`, or the reader is gone
   * @throws DomainError `log.position_unknown`  the log ends before the position
   * @throws DomainError `query.too_many_waits`
   */
  async wait({ position, shares, leaving }: Reader): Promise<void> {
    if (this.#follower.checkpoint >= position) return;
    const ousted = new AbortController();
    const waiting = { shares, giveWay: () => ousted.abort() };
    if (this.#waiting.size >= this.#waitsMax) this.#makeRoom(waiting);
    this.#waiting.add(waiting);
    const signal = AbortSignal.any([leaving, ousted.signal]);
    try {
      if (await this.#follower.applied(position, { timeoutMs: this.#waitMs, signal })) return;
      if (ousted.signal.aborted) throw this.#tooMany();
      if (leaving.aborted) throw this.#notApplied(position);
      // Only now: the bus should not be asked at every read of a client's own writes.
      const outcome = await this.#follower.catchUp({ timeoutMs: CATCH_UP_MS });
      if (this.#follower.checkpoint >= position) return;
      throw outcome === 'caught-up' ? this.#unknown(position) : this.#notApplied(position);
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  #makeRoom(newcomer: Waiting): void {
    const victim = lastOfLargestShare([...this.#waiting], newcomer);
    if (victim === undefined) throw this.#tooMany();
    this.#waiting.delete(victim);
    victim.giveWay();
  }

  #tooMany(): DomainError {
    const message = `Expected at most ${this.#waitsMax} requests to wait for a position (POSITION_WAITS_MAX); try again.`;
    return problems.error('query.too_many_waits', message);
  }

  #unknown(position: number): DomainError {
    return positionUnknown(`${position}`, { follower: this.#follower, todo: 'Read without it.' });
  }

  #notApplied(position: number): DomainError {
    const { checkpoint } = this.#follower;
    const message =
      `Expected position ${position} to be applied here within ${this.#waitMs} ms (POSITION_WAIT_MS), got to ${checkpoint}; ` +
      'try again.';
    return problems.error('query.position_not_applied', message, { position: checkpoint });
  }
}
