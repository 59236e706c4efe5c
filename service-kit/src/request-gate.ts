import { DomainError } from './domain-error';

/** Bounds how many requests are being worked on at once (open streams count too). */
export class RequestGate {
  readonly #inFlightMax: number;
  #inFlight = 0;

  constructor(inFlightMax: number) {
    this.#inFlightMax = inFlightMax;
  }

  /**
   * Counts one more request, until `leave` is called.
   * @throws DomainError `service.overloaded`  there are as many as may be
   */
  enter(): void {
    if (this.#inFlight >= this.#inFlightMax) {
      const message = `More than ${this.#inFlightMax} requests at once; try again.`;
      throw new DomainError('service.overloaded', message);
    }
    this.#inFlight += 1;
  }

  readonly leave = (): void => {
    this.#inFlight -= 1;
  };
}
