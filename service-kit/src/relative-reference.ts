import type { Request } from 'express';

/**
 * A relative reference (RFC 3986, 4.2) from a request to another path of this service. It works under any prefix that a
 * proxy adds, since the client resolves it against the address that it requested.
 */
export function relativeReference({ originalUrl }: Pick<Request, 'originalUrl'>, path: string): string {
  const [asked = ''] = originalUrl.split('?');
  const depth = asked.split('/').length - 2;
  return `${'../'.repeat(depth)}${path.slice(1)}`;
}
