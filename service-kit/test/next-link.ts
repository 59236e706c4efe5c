/** Where `Link: <…>; rel="next"` of an answer leads to, as a client of what it asked for works it out (RFC 3986, 5). */
export function nextLink(
  asked: string,
  response: { headers: Readonly<Record<string, string>> },
): string | undefined {
  const reference = /^<(.*)>; rel="next"$/.exec(response.headers.link ?? '')?.[1];
  return reference === undefined ? undefined : resolved(asked, reference);
}

/** Where a reference in the answer to `asked` leads to, as a path. */
export function resolved(asked: string, reference: string): string {
  const { pathname, search } = new URL(reference, new URL(asked, 'http://service'));
  return pathname + search;
}
