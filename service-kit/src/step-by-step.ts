import { setImmediate as nextTurn } from 'node:timers/promises';

/** Does some of a piece of work, little enough for one turn of the event loop; tells how much, or null: nothing was left. */
export type Step = () => Promise<number | null>;

/** Does long work in steps, with a turn of the event loop after each; one piece of work at a time, in the order of the calls. */
export class StepByStep {
  #last: Promise<unknown> = Promise.resolve();
  /** Works that have not begun. */
  readonly #shared = new Map<string, Promise<number>>();

  /**
   * Calls `begin` when it is this work's turn, and then the step that it returns until nothing is left; resolves with the sum.
   * @throws what a step throws; those before it were done
   */
  run(begin: () => Step | Promise<Step>): Promise<number> {
    const result = this.#last.then(async () => {
      const step = await begin();
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

  /** The same for work that has a name: who asks for it while it waits for its turn, as another asked, shares it. */
  share(name: string, begin: () => Step | Promise<Step>): Promise<number> {
    const waiting = this.#shared.get(name);
    if (waiting !== undefined) return waiting;
    const work = this.run(() => {
      this.#shared.delete(name);
      return begin();
    });
    this.#shared.set(name, work);
    return work;
  }
}
