import type { z } from 'zod';

/** As browsers and other clients read it (WHATWG URL), and proxies that decode a path once more. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/**
 * The same, but for names that no path can hold: clients take `.` and `..` for steps in the path, percent-encoded too, so
 * what had such a name could not be looked at or removed. For where a name is given; what has one from before stays
 * within reach of those who send paths as they are.
 */
export function addressable(name: z.ZodString): z.ZodString {
  return name.refine(
    (text) => !DOT_SEGMENT.test(text),
    'expected another name than . or .., which no path can hold',
  );
}
