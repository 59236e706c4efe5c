/** The bus could not be reached, did not answer in time, or cannot take more now: the same call may be made again. */
export class BusUnavailable extends Error {
  override readonly name = 'BusUnavailable';

  constructor(
    message: string,
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The bus refused permanently: the same call would be refused again. Nothing of it was stored. */
export class BusRefused extends Error {
  override readonly name = 'BusRefused';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Which events of the batch were at fault, by index from 0; empty if the bus did not say. */
    readonly indexes: readonly number[] = [],
  ) {
    super(message);
  }
}
