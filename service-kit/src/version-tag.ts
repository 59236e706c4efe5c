import type { Request } from 'express';

/** An element, possibly empty, of a list of tags (RFC 9110, 5.6.1 and 8.8.3), up to the comma or the end. */
const ELEMENT = /[ \t]*(?:((?:W\/)?"[!#-~\u0080-\u00ff]*")[ \t]*)?(?:,|$)/y;
/** A strong tag of `versionTag`. */
const VERSION_TAG = /^"(0|[1-9]\d{0,14})(?:-([a-z]+))?"$/;

/** Whether a request is meant for a thing with this version. */
export type VersionCheck = (version: number) => boolean;

/**
 * The `ETag` of a thing with this version: `"3"`. If one version can have several representations, `variant` names the one:
 * `"3-approved"`, so that `If-None-Match` tells them apart.
 */
export function versionTag(version: number, variant?: string): string {
  return variant === undefined ? `"${version}"` : `"${version}-${variant}"`;
}

/**
 * Reads `If-Match`, and `If-None-Match` of a change (RFC 9110, 13.1.1 and 13.1.2): `*`, or tags, of which weak ones never
 * match in `If-Match`. A malformed header never matches, so a change meant to be conditional is never made by mistake. Only
 * versions are compared, with one of `variants` or without: a change is meant for what was written, whatever was decided on it
 * since. Express handles `If-None-Match` of a GET: it answers 304 by the `ETag` of the answer.
 */
export function versionCheck(request: Request, variants: readonly string[] = []): VersionCheck {
  const ifMatch = request.get('if-match');
  const isChange = request.method !== 'GET' && request.method !== 'HEAD';
  const ifNoneMatch = isChange ? request.get('if-none-match') : undefined;
  const wanted = ifMatch === undefined ? ANY : tagsOf(ifMatch);
  const unwanted = ifNoneMatch === undefined ? [] : tagsOf(ifNoneMatch);
  if (wanted === undefined || unwanted === undefined) return () => false;
  return (version) => {
    const isOf = (tag: string) => tag === '*' || isVersion(tag, { version, variants });
    return wanted.some(isOf) && !unwanted.some((tag) => isOf(tag.replace(/^W\//, '')));
  };
}

const ANY = ['*'];

function isVersion(tag: string, of: { version: number; variants: readonly string[] }): boolean {
  const [, version, variant] = VERSION_TAG.exec(tag) ?? [];
  return Number(version) === of.version && (variant === undefined || of.variants.includes(variant));
}

/** Undefined if the header is not a list of tags. */
function tagsOf(header: string): string[] | undefined {
  if (header === '*') return ANY;
  const tags: string[] = [];
  ELEMENT.lastIndex = 0;
  while (ELEMENT.lastIndex < header.length) {
    const element = ELEMENT.exec(header);
    if (element === null) return undefined;
    if (element[1] !== undefined) tags.push(element[1]);
  }
  return tags;
}
