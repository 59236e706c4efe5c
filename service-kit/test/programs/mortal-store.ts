import { Store } from '../../src/index';
import { dieAt } from './die-at';

/** A store whose process can die inside a transaction, when all is written but nothing committed, or right after it. */
export class MortalStore extends Store {
  #name = 'own';

  /** A transaction of the program, to tell it from those of the part under test, which are named `own`. */
  named<Result>(name: string, work: () => Result): Promise<Result> {
    this.#name = name;
    return this.transaction(work);
  }

  override async transaction<Result>(work: () => Result): Promise<Result> {
    const name = this.#name;
    this.#name = 'own';
    const result = await super.transaction(() => {
      const done = work();
      dieAt(`in ${name}`);
      return done;
    });
    dieAt(`after ${name}`);
    return result;
  }
}
