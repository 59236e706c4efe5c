import type { Request, Response } from 'express';
import { digits } from './digits';

export const PAGE_LIMIT_MAX = 1_000;

/** `?limit`: maximum items of a page. The default is the highest limit, since clients of the course do not follow `Link`. */
export const pageLimit = digits({ min: 1, max: PAGE_LIMIT_MAX }).default(PAGE_LIMIT_MAX);

/** A page, and the cursor after which the next one begins; undefined on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | number | undefined;
}

/**
 * Sets `Link: <?…>; rel="next"` (RFC 8288) to this request with the query parameter `name` set to `cursor`; does nothing if
 * there is no next page. It is a relative reference, so it works under any prefix that a proxy adds.
 */
export function setNextLink(
  request: Request,
  response: Response,
  next: { name: string; cursor: string | number | undefined },
): void {
  if (next.cursor === undefined) return;
  const url = new URL(request.originalUrl, 'http://relative');
  url.searchParams.set(next.name, String(next.cursor));
  response.setHeader('Link', `<${url.search}>; rel="next"`);
}
