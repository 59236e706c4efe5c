import type { Request } from 'express';
import { DomainError } from './domain-error';

const TAG = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"';
/** One entity tag, or several separated by commas, of which some may be empty (RFC 9110, 5.6.1 and 8.8.3). */
const TAGS = new RegExp(`^[\\s,]*${TAG}(?:\\s*,[\\s,]*${TAG})*[\\s,]*$`);
/** A strong tag of `versionTag`. */
const VERSION_TAG = /^"(\d{1,15})(?:-[a-z]+)?"$/;

/** Whether a request is meant for what has this version. */
export type VersionCheck = (version: number) => boolean;

/**
 * The `ETag` of a thing with this version: `"3"`. What can look different with one version names in `variant` how it does:
 * `"3-approved"`, so that `If-None-Match` tells the two apart.
 */
export function versionTag(version: number, variant?: string): string {
  return variant === undefined ? `"${version}"` : `"${version}-${variant}"`;
}

/**
 * Reads `If-Match`, and `If-None-Match` of a change (RFC 9110, 13.1.1 and 13.1.2): `*`, or tags, of which weak ones never
 * match in `If-Match`. Only versions are compared: a change is meant for what was written, whatever was decided on it since.
 * `If-None-Match` of a GET is Express' matter: it answers 304 by the `ETag` of the answer.
 * @throws DomainError `request.invalid`  one of them is neither `*` nor entity tags
 */
export function versionCheck(request: Request): VersionCheck {
  const wanted = read(request, 'if-match');
  const isChange = request.method !== 'GET' && request.method !== 'HEAD';
  const unwanted = isChange ? read(request, 'if-none-match') : undefined;
  return (version) => {
    if (wanted !== undefined && !wanted.some((tag) => isOf(tag, version))) return false;
    return !unwanted?.some((tag) => isOf(tag.replace(/^W\//, ''), version));
  };
}

function isOf(tag: string, version: number): boolean {
  return tag === '*' || Number(VERSION_TAG.exec(tag)?.[1]) === version;
}

function read(request: Request, header: 'if-match' | 'if-none-match'): string[] | undefined {
  const value = request.get(header);
  if (value === undefined) return undefined;
  if (value.trim() === '*') return ['*'];
  if (TAGS.test(value)) return value.match(new RegExp(TAG, 'g')) ?? [];
  throw new DomainError(
    'request.invalid',
    `Expected * or entity tags such as "3" as ${header}, got ${value}.`,
  );
}
