import { lastOfLargestShare, type Sharer } from './largest-share';
import { problems } from './problems';

/** A reader that wants a stream. */
interface Entrant extends Sharer {
  /** Ends its stream gracefully. */
  close(): void;
}

/**
 * Bounds the number of open streams, and shares them fairly. While there is room, everybody may open more; when there is none, an
 * entrant whose share has fewer streams than another's takes the place of the latest stream of the largest share.
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

  #makeRoom(entrant: Entrant): void {
    const victim = lastOfLargestShare([...this.#entrants], entrant);
    if (victim === undefined) {
      const message = `Expected at most ${this.#streamsMax} streams (STREAMS_MAX), and no share of them is larger than yours; try again.`;
      throw problems.error('streams.too_many', message);
    }
    this.#entrants.delete(victim);
    victim.close();
  }
}
