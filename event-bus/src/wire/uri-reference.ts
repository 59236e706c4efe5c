/** Characters that a URI may have, and no `%` without its two digits (RFC 3986, 2). */
const CHARACTERS = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\da-f]{2})+$/i;
/** A colon in the first segment ends a scheme (RFC 3986, 4.2). */
const FIRST_SEGMENT = /^(?:[a-z][a-z\d+.-]*:|[^:/?#]*(?:[/?#]|$))/i;
/** A scheme followed by something. */
const SCHEME = /^[a-z][a-z\d+.-]*:./i;
/** Brackets are only allowed around an IP address (RFC 3986, 3.2.2). */
const BRACKETS = /[[\]]/;
const AUTHORITY = /^(?:[^:/?#]*:)?\/\/[^/?#]*/;
const BASE = 'http://localhost/';
const KNOWN_MAX = 1_000;

/** Publishers have few sources: recently accepted ones are not checked again. */
const known = new Set<string>();

/** Whether a text is a URI reference (RFC 3986, 4.1), relative or not, that URI parsers understand. */
export function isUriReference(text: string): boolean {
  if (known.has(text)) return true;
  const isOne =
    CHARACTERS.test(text) &&
    FIRST_SEGMENT.test(text) &&
    !BRACKETS.test(text.replace(AUTHORITY, '')) &&
    URL.canParse(text, BASE);
  if (!isOne) return false;
  if (known.size >= KNOWN_MAX) known.clear();
  known.add(text);
  return true;
}

/** Whether a text is a URI with a scheme (RFC 3986, 4.3, with or without a fragment). */
export function isAbsoluteUri(text: string): boolean {
  return SCHEME.test(text) && isUriReference(text);
}
