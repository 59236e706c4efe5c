import type { Request } from 'express';
import type { DomainError } from './domain-error';
import { problems } from './problems';

const KEY_CHARACTERS_MAX = 255;
/** A string of RFC 8941 (3.3.3), as the draft says, or the same without quotes. */
export const KEY = new RegExp(
  String.raw`^(?:"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,${KEY_CHARACTERS_MAX}}"|[\x21\x23-\x7e]{1,${KEY_CHARACTERS_MAX}})$`,
);

/**
 * Reads `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): `"8e03978e"`, or bare. Undefined if there is none.
 * @throws DomainError `idempotency.bad_key`
 */
export function idempotencyKey({ headers }: Pick<Request, 'headers'>): string | undefined {
  const { 'idempotency-key': value } = headers;
  if (value === undefined) return undefined;
  const text = String(value);
  if (KEY.test(text)) return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
  const message = `Expected 1 to ${KEY_CHARACTERS_MAX} characters of ASCII in quotes as Idempotency-Key, got ${text}.`;
  throw problems.error('idempotency.bad_key', message);
}

export function keyReused(key: string): DomainError {
  const message = `Expected another Idempotency-Key for another request: ${key} was used already.`;
  return problems.error('idempotency.key_reused', message);
}
