import type { Request } from 'express';

/** RFC 9110, 8.8.3. */
const TAG = /(?:W\/)?"[!#-~\u0080-\u00ff]*"/g;
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
 * match in `If-Match`. What is malformed matches nothing, so a change that was to be conditional is never made by mistake. Only
 * versions are compared: a change is meant for what was written, whatever was decided on it since. `If-None-Match` of a GET is
 * Express' matter: it answers 304 by the `ETag` of the answer.
 */
export function versionCheck(request: Request): VersionCheck {
  const ifMatch = request.get('if-match');
  const wanted = ifMatch === undefined ? undefined : tagsOf(ifMatch);
  const isChange = request.method !== 'GET' && request.method !== 'HEAD';
  const unwanted = isChange ? tagsOf(request.get('if-none-match') ?? '') : [];
  return (version) => {
    if (wanted !== undefined && !wanted.some((tag) => isOf(tag, version))) return false;
    return !unwanted.some((tag) => isOf(tag.replace(/^W\//, ''), version));
  };
}

function isOf(tag: string, version: number): boolean {
  return tag === '*' || Number(VERSION_TAG.exec(tag)?.[1]) === version;
}

function tagsOf(header: string): string[] {
  return header === '*' ? [header] : (header.match(TAG) ?? []);
}
