/** Why a value does not fit a schema: the JSON pointer (RFC 6901) of the part that does not, and what was expected. */
export class Misfit {
  readonly detail: string;
  #pointer = '';

  constructor(detail: string) {
    this.detail = detail;
  }

  get pointer(): string {
    return this.#pointer;
  }

  /** The same, seen from an object or array that has the value under a name or index. */
  within(name: string | number): this {
    const token = String(name).replaceAll('~', '~0').replaceAll('/', '~1');
    this.#pointer = `/${token}${this.#pointer}`;
    return this;
  }
}
