import type { Request } from 'express';

/**
 * A reference (RFC 3986, 4.2) that leads from a request to another path of this service. It holds under whatever prefix a
 * proxy serves the service: the client works it out from the address that it asked.
 */
export function relativeReference({ originalUrl }: Pick<Request, 'originalUrl'>, path: string): string {
  const [asked = ''] = originalUrl.split('?');
  const depth = asked.split('/').length - 2;
  return `${'../'.repeat(depth)}${path.slice(1)}`;
}
