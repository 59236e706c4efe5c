import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from './store';

/** Does a part of some work, small enough for one turn of the event loop; resolves with how much, or null if nothing was left. */
export type Step = () => Promise<number | null>;

/**
 * Does long work on a store in steps, with a turn of the event loop after each; one piece of work at a time, in the order of the
 * calls. Each sees everything whose writing had begun before it.
 */
export class StepByStep {
  readonly #store: Pick<Store, 'transaction'>;
  #last: Promise<unknown> = Promise.resolve();
  /** Named work that has not begun. */
  readonly #shared = new Map<string, Promise<number>>();

  constructor(store: Pick<Store, 'transaction'>) {
    this.#store = store;
  }

  /**
   * Calls `begin` when it is this work's turn, then the step that it returns until nothing is left; resolves with the sum.
   * @throws what a step throws; the steps before it were done
   */
  run(begin: () => Step): Promise<number> {
    return this.#inTurn(begin, () => {});
  }

  /** The same for named work: calls with a name whose work has not begun yet share that work. */
  share(name: string, begin: () => Step): Promise<number> {
    const waiting = this.#shared.get(name);
    if (waiting !== undefined) return waiting;
    const work = this.#inTurn(begin, () => this.#shared.delete(name));
    this.#shared.set(name, work);
    return work;
  }

  #inTurn(begin: () => Step, onTurn: () => void): Promise<number> {
    const result = this.#last.then(async () => {
      onTurn();
      // Resolves after all transactions before it.
      await this.#store.transaction(() => {});
      const step = begin();
      let sum = 0;
      for (let count = await step(); count !== null; count = await step()) {
        sum += count;
        await nextTurn();
      }
      return sum;
    });
    this.#last = result.catch(() => {});
    return result;
  }
}
