/** A page that is served on this machine, on any port. */
const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** CORS_ORIGINS, parsed: `*`, or the origins that equal or match one of these. */
export type AllowedOrigins = '*' | readonly (string | RegExp)[];

/** `words` are origins, `loopback` for the origins of this machine, or `*` for any. */
export function allowedOrigins(words: readonly string[]): AllowedOrigins {
  if (words.includes('*')) return '*';
  return words.map((word) => (word === 'loopback' ? LOOPBACK_ORIGIN : word));
}

export function isAllowedOrigin(origin: string, allowed: AllowedOrigins): boolean {
  if (allowed === '*') return true;
  return allowed.some((one) => (typeof one === 'string' ? one === origin : one.test(origin)));
}
