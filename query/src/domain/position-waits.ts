import { DomainError, type Follower, lastOfLargestShare } from '@blog/service-kit';

/** Somebody who wants to read what the log has up to a position. */
interface Reader {
  readonly position: number;
  /** What it has to share with others, such as its address. */
  readonly shares: readonly string[];
  /** Aborted once it has gone. */
  readonly leaving: AbortSignal;
}

/** One that waits. */
interface Waiting extends Pick<Reader, 'shares'> {
  giveWay(): void;
}

/**
 * Lets readers wait until what they have written is applied here. As many wait at once as `waitsMax` says; then one whose address
 * has fewer than another's takes the place of the latest one of those.
 */
export class PositionWaits {
  readonly #follower: Pick<Follower, 'applied' | 'checkpoint'>;
  readonly #waitMs: number;
  readonly #waitsMax: number;
  readonly #waiting = new Set<Waiting>();

  constructor(options: {
    follower: Pick<Follower, 'applied' | 'checkpoint'>;
    waitMs: number;
    waitsMax: number;
  }) {
    this.#follower = options.follower;
    this.#waitMs = options.waitMs;
    this.#waitsMax = options.waitsMax;
  }

  /** How many wait. */
  get count(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves once everything up to the position is applied here, which may be at once.
   * @throws DomainError `query.position_not_applied`  it was not within `waitMs`, or the reader has gone
   * @throws DomainError `query.too_many_waits`
   */
  async wait({ position, shares, leaving }: Reader): Promise<void> {
    if (this.#follower.checkpoint >= position) return;
    const ousted = new AbortController();
    const waiting = { shares, giveWay: () => ousted.abort() };
    if (this.#waiting.size >= this.#waitsMax) this.#makeRoom(waiting);
    this.#waiting.add(waiting);
    const signal = AbortSignal.any([leaving, ousted.signal]);
    const isApplied = await this.#follower.applied(position, { timeoutMs: this.#waitMs, signal });
    this.#waiting.delete(waiting);
    if (isApplied) return;
    throw ousted.signal.aborted ? this.#tooMany() : this.#notApplied(position);
  }

  #makeRoom(newcomer: Waiting): void {
    const victim = lastOfLargestShare([...this.#waiting], newcomer);
    if (victim === undefined) throw this.#tooMany();
    this.#waiting.delete(victim);
    victim.giveWay();
  }

  #tooMany(): DomainError {
    const message = `Expected at most ${this.#waitsMax} requests to wait for a position (POSITION_WAITS_MAX); try again.`;
    return new DomainError('query.too_many_waits', message);
  }

  #notApplied(position: number): DomainError {
    const { checkpoint } = this.#follower;
    const message =
      `Expected position ${position} to be applied here within ${this.#waitMs} ms (POSITION_WAIT_MS), got to ${checkpoint}. ` +
      'Try again, unless it is of another log, or of one before it was restored.';
    return new DomainError('query.position_not_applied', message, { position: checkpoint });
  }
}
