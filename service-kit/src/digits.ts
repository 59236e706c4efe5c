import { z } from 'zod';

/** More could be beyond what a double holds exactly. */
const DIGITS_MAX = 15;
const DIGITS = new RegExp(`^\\d{1,${DIGITS_MAX}}$`);
const NUMBER_MAX = 10 ** DIGITS_MAX - 1;

/**
 * A whole number from `min` to `max` as a query, a header or a setting has it: decimal digits and nothing else. `Number()` would
 * take an empty text, spaces, `1e3` and `0x1F90` too. OpenAPI shows it as an integer.
 */
export function digits({ min = 0, max = NUMBER_MAX }: { min?: number; max?: number } = {}) {
  const error = `expected a whole number from ${min} to ${max}, in digits`;
  const read = (text: unknown) => (typeof text === 'string' && DIGITS.test(text) ? Number(text) : Number.NaN);
  return z.preprocess(read, z.number({ error }).min(min, { error }).max(max, { error }).int({ error }));
}
