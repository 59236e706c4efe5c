import { DomainError } from './domain-error';

/** Somebody who wants a stream. */
interface Entrant {
  /** What it has to share with others, such as its address: one for each way of sharing, always in the same order. */
  readonly shares: readonly string[];
  /** Ends its stream in good order. */
  close(): void;
}

/**
 * Bounds how many streams are open at once, and shares them fairly. Anybody may have as many as there is room for; when there
 * is none, an entrant whose share has fewer streams than another's takes the place of the latest one of the largest share.
 */
export class StreamGate {
  readonly #streamsMax: number;
  readonly #entrants = new Set<Entrant>();

  constructor(streamsMax: number) {
    this.#streamsMax = streamsMax;
  }

  /**
   * Counts one more stream; call what it returns when that stream has ended.
   * @throws DomainError `streams.too_many`
   */
  enter(entrant: Entrant): () => void {
    if (this.#entrants.size >= this.#streamsMax) this.#makeRoom(entrant);
    this.#entrants.add(entrant);
    return () => {
      this.#entrants.delete(entrant);
    };
  }

  #makeRoom({ shares }: Entrant): void {
    const victim = shares
      .map((share, way) => this.#latestOfLargest(share, way))
      .find((found) => found !== undefined);
    if (victim === undefined) {
      const message = `Expected at most ${this.#streamsMax} streams (STREAMS_MAX), and no share of them is larger than yours; try again.`;
      throw new DomainError('streams.too_many', message);
    }
    this.#entrants.delete(victim);
    victim.close();
  }

  /** Undefined if `share` would then be as large as the largest. */
  #latestOfLargest(share: string, way: number): Entrant | undefined {
    const counts = new Map<string, number>();
    for (const { shares } of this.#entrants) {
      const its = shares[way] as string;
      counts.set(its, (counts.get(its) ?? 0) + 1);
    }
    const [largest, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
    if (count <= (counts.get(share) ?? 0) + 1) return undefined;
    return [...this.#entrants].filter(({ shares }) => shares[way] === largest).at(-1);
  }
}
