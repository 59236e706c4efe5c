/** Maximum faults reported per value; more would say nothing new. */
const FAULTS_MAX = 20;
const POINTER_CHARACTERS_MAX = 500;

/** A JSON pointer (RFC 6901) to the value that does not fit, and what was expected there. */
interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** Why a value does not fit a schema: at least one fault. */
export class Misfit {
  #faults: Fault[];

  constructor(detail: string) {
    this.#faults = [{ pointer: '', detail }];
  }

  /** The first 20 faults; a very long pointer is truncated. */
  get faults(): readonly Fault[] {
    return this.#faults.map(({ pointer, detail }) => ({
      pointer:
        pointer.length > POINTER_CHARACTERS_MAX ? `${pointer.slice(0, POINTER_CHARACTERS_MAX)}…` : pointer,
      detail,
    }));
  }

  /** Adds the faults of another Misfit of the same value. */
  and(other: Misfit): this {
    this.#faults.push(...other.#faults.slice(0, FAULTS_MAX - this.#faults.length));
    return this;
  }

  /** The Misfit of an object or array that has the value under this name or index. */
  within(name: string | number): this {
    const token = String(name).replaceAll('~', '~0').replaceAll('/', '~1');
    this.#faults = this.#faults.map(({ pointer, detail }) => ({ pointer: `/${token}${pointer}`, detail }));
    return this;
  }
}
