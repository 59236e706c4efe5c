/** A set of listeners. */
export class Listeners<Heard extends readonly unknown[] = []> {
  readonly #listeners = new Set<(...heard: Heard) => void>();

  /** Returns a function that unsubscribes. */
  add(listener: (...heard: Heard) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  call(...heard: Heard): void {
    for (const listener of this.#listeners) listener(...heard);
  }
}
