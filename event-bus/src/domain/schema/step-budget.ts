import type { DomainError } from '@blog/service-kit';
import { problems } from '../../problems';

/** Maximum nesting of followed references: data is at most 64 deep, and each level may take one or two. */
const REFERENCE_DEPTH_MAX = 100;

/** Bounds the work of schema checks. It is counted in steps of some 10 ns, so that it does not depend on the machine. */
export class StepBudget {
  readonly #stepsMax: number;
  #left: number;
  #depth = 0;

  constructor(stepsMax: number) {
    this.#stepsMax = stepsMax;
    this.#left = stepsMax;
  }

  /** @throws DomainError `event.check_too_long`  no steps are left */
  take(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw tooLong(`more than ${this.#stepsMax} steps`);
  }

  /** Does the work of a followed reference. @throws DomainError `event.check_too_long`  nested too deep */
  nested<Result>(work: () => Result): Result {
    if (this.#depth === REFERENCE_DEPTH_MAX) throw tooLong(`references ${REFERENCE_DEPTH_MAX} deep`);
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }
}

function tooLong(what: string): DomainError {
  const message = `Checking this against the schemas of its types takes ${what}: send less at once, or register a simpler schema.`;
  return problems.error('event.check_too_long', message);
}
