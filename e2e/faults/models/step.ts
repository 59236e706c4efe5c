import type fc from 'fast-check';

/** A command of a model: its effect on the model and on the real system, and its text in a report. */
export class Step<Model extends object, Real> implements fc.AsyncCommand<Model, Real> {
  readonly #text: string;
  readonly #run: (model: Model, real: Real) => Promise<void>;

  constructor(text: string, run: (model: Model, real: Real) => Promise<void>) {
    this.#text = text;
    this.#run = run;
  }

  /** Every command may run at any time; one without effect does nothing. */
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
