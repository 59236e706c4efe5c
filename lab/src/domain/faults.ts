import { FAULTS_MAX, type Fault } from './lab-state';

/** The faults so far, oldest first; the latest FAULTS_MAX are kept. */
export class Faults {
  readonly #now: () => Date;
  #list: readonly Fault[] = [];
  #count = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get list(): readonly Fault[] {
    return this.#list;
  }

  add(fault: Pick<Fault, 'kind' | 'target' | 'text'>): void {
    this.#count += 1;
    this.#list = [...this.#list, { id: this.#count, at: this.#now().toISOString(), ...fault }].slice(
      -FAULTS_MAX,
    );
  }
}
