import { z } from 'zod';
import { VERSION_MAX } from './limits';

/** An id in a URL or an event: 1 to 64 of A–Z a–z 0–9 _ and -. Ours are UUIDv7; the course's are 8 hex digits. */
export const entityId = z.string().regex(/^[\w-]{1,64}$/, 'expected 1 to 64 letters, digits, _ or -');

export const commentStatus = z.enum(['pending', 'approved', 'rejected']);
export type CommentStatus = z.infer<typeof commentStatus>;

/** Of an event: counts the changes of one post or comment from 1. A course-style publisher sends none: 1 then. */
export const version = z.int().positive().max(VERSION_MAX).default(1);

/** Of a view. */
export const viewedVersion = z.int().min(1).max(VERSION_MAX);

/** RFC 3339, UTC. */
export const timestamp = z.string().meta({ format: 'date-time' });

/** A text of at most so many Unicode code points, which is how JSON Schema counts; zod's own `max` counts UTF-16 units. */
export function boundedText(charactersMax: number) {
  return z
    .string()
    .refine((text) => text.length <= charactersMax || [...text].length <= charactersMax, {
      error: `expected at most ${charactersMax} characters`,
    })
    .meta({ maxLength: charactersMax });
}
