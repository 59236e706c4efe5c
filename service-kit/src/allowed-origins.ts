/** A page that is served on this machine, by whatever port. */
const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** What CORS_ORIGINS means: `*`, or every origin that one of these is or matches. */
export type AllowedOrigins = '*' | readonly (string | RegExp)[];

/** `words` are origins, `loopback` for those of this machine, or `*` for any. */
export function allowedOrigins(words: readonly string[]): AllowedOrigins {
  if (words.includes('*')) return '*';
  return words.map((word) => (word === 'loopback' ? LOOPBACK_ORIGIN : word));
}

export function isAllowedOrigin(origin: string, allowed: AllowedOrigins): boolean {
  if (allowed === '*') return true;
  return allowed.some((one) => (typeof one === 'string' ? one === origin : one.test(origin)));
}
