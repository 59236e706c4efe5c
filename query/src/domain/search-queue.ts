import { type DomainError, lastOfLargestShare } from '@blog/service-kit';
import { problems } from '../problems';

/** Who searches. */
export interface Searcher {
  /** What it has to share with others, such as its address. */
  readonly shares: readonly string[];
  /** Aborted once it has gone. */
  readonly leaving: AbortSignal;
}

interface Waiting extends Pick<Searcher, 'shares'> {
  begin(): void;
  giveWay(): void;
}

/**
 * Lets one search run at a time: each takes a turn of some milliseconds again and again, and many at once would keep everybody else
 * waiting. At most `searchesMax` run or wait; then one whose address has fewer than another's takes the place of the latest of those.
 */
export class SearchQueue {
  readonly #searchesMax: number;
  readonly #waiting: Waiting[] = [];
  #isRunning = false;

  constructor({ searchesMax }: { searchesMax: number }) {
    this.#searchesMax = searchesMax;
  }

  /**
   * Resolves with what `work` does, once it is its turn.
   * @throws DomainError `query.too_many_searches`
   */
  async run<Result>({ shares }: Searcher, work: () => Promise<Result>): Promise<Result> {
    if (this.#isRunning) await this.#turn(shares);
    this.#isRunning = true;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Not free in between: a newcomer would come first, and beside it.
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
