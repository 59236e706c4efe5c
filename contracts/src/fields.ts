import { z } from 'zod';

/** An id in a URL or an event: 1 to 64 of A–Z a–z 0–9 _ and -. Ours are UUIDv7; the course's are 8 hex digits. */
export const entityId = z.string().regex(/^[\w-]{1,64}$/, 'expected 1 to 64 letters, digits, _ or -');

export const commentStatus = z.enum(['pending', 'approved', 'rejected']);
export type CommentStatus = z.infer<typeof commentStatus>;

/** RFC 3339, UTC. */
export const timestamp = z.string();
