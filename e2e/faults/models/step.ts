import type fc from 'fast-check';

/** A command of a model: what it does to the model and to the real thing, and how a report writes it. */
export class Step<Model extends object, Real> implements fc.AsyncCommand<Model, Real> {
  readonly #text: string;
  readonly #run: (model: Model, real: Real) => Promise<void>;

  constructor(text: string, run: (model: Model, real: Real) => Promise<void>) {
    this.#text = text;
    this.#run = run;
  }

  /** Every command may come at any time; one that has nothing to do then does nothing. */
  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): Promise<void> {
    return this.#run(model, real);
  }

  toString(): string {
    return this.#text;
  }
}
