import type { z } from 'zod';

/** As read by browsers and other clients (WHATWG URL), and by proxies that decode a path again. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/**
 * Refuses names that no path can hold. Clients resolve `.` and `..` as path segments, percent-encoded too, so a thing of such a
 * name could not be read or removed. Only for requests that create a thing: an older one of such a name stays reachable by clients
 * that send paths verbatim.
 */
export function addressable(name: z.ZodString): z.ZodString {
  return name.refine(
    (text) => !DOT_SEGMENT.test(text),
    'expected another name than . or .., which no path can hold',
  );
}
