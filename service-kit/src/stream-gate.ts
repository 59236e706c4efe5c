import { DomainError } from './domain-error';

/** Bounds how many streams are open at once. */
export class StreamGate {
  readonly #streamsMax: number;
  #open = 0;

  constructor(streamsMax: number) {
    this.#streamsMax = streamsMax;
  }

  /**
   * Counts one more stream; call what it returns when that stream has ended.
   * @throws DomainError `streams.too_many`
   */
  enter(): () => void {
    if (this.#open >= this.#streamsMax) {
      throw new DomainError('streams.too_many', `More than ${this.#streamsMax} streams; try again.`);
    }
    this.#open += 1;
    return () => {
      this.#open -= 1;
    };
  }
}
