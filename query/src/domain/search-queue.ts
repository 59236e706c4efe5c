import { type DomainError, lastOfLargestShare } from '@blog/service-kit';
import { problems } from '../problems';

/** A client that searches. */
export interface Searcher {
  /** The groups that it shares places with, such as its address. */
  readonly shares: readonly string[];
  /** Aborted once it is gone. */
  readonly leaving: AbortSignal;
}

interface Waiting extends Pick<Searcher, 'shares'> {
  begin(): void;
  giveWay(): void;
}

/**
 * Runs one search at a time: each repeatedly blocks the event loop for some milliseconds, and several at a time would delay
 * everything else. At most `searchesMax` run or wait; then one whose address has fewer than another's takes the place of the
 * latest of the other's.
 */
export class SearchQueue {
  readonly #searchesMax: number;
  readonly #waiting: Waiting[] = [];
  #isRunning = false;

  constructor({ searchesMax }: { searchesMax: number }) {
    this.#searchesMax = searchesMax;
  }

  /**
   * Resolves with the result of `work`, which is called when it is its turn.
   * @throws DomainError `query.too_many_searches`
   */
  async run<Result>({ shares }: Searcher, work: () => Promise<Result>): Promise<Result> {
    if (this.#isRunning) await this.#turn(shares);
    this.#isRunning = true;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Not free in between: a newcomer would overtake the next one and run at the same time.
      if (next === undefined) this.#isRunning = false;
      else next.begin();
    }
  }

  #turn(shares: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { shares, begin: resolve, giveWay: () => reject(this.#tooMany()) };
      if (this.#waiting.length + 1 >= this.#searchesMax) this.#makeRoom(waiting);
      this.#waiting.push(waiting);
    });
  }

  #makeRoom(newcomer: Waiting): void {
    const victim = lastOfLargestShare(this.#waiting, newcomer);
    if (victim === undefined) throw this.#tooMany();
    this.#waiting.splice(this.#waiting.indexOf(victim), 1);
    victim.giveWay();
  }

  #tooMany(): DomainError {
    const message = `Expected at most ${this.#searchesMax} searches at once (SEARCHES_MAX); try again.`;
    return problems.error('query.too_many_searches', message);
  }
}
