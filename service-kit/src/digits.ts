import { z } from 'zod';

/** More digits may not fit into a double exactly. */
const DIGITS_MAX = 15;
const DIGITS = new RegExp(`^\\d{1,${DIGITS_MAX}}$`);
const NUMBER_MAX = 10 ** DIGITS_MAX - 1;

/**
 * A whole number from `min` to `max` in a query, a header or a setting: decimal digits and nothing else. `Number()` would also
 * accept an empty text, spaces, `1e3` and `0x1F90`. OpenAPI shows it as an integer.
 */
export function digits({ min = 0, max = NUMBER_MAX }: { min?: number; max?: number } = {}) {
  const error = `expected a whole number from ${min} to ${max}, in digits`;
  const read = (text: unknown) => (typeof text === 'string' && DIGITS.test(text) ? Number(text) : Number.NaN);
  return z.preprocess(read, z.number({ error }).min(min, { error }).max(max, { error }).int({ error }));
}
