import type { DomainError } from './domain-error';
import { problemDocument } from './problem';

/* The frames that every stream of Server-Sent Events (WHATWG HTML) has beside its own events. */

export const SSE_TYPE = 'text/event-stream';

/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000;

/**
 * What a stream begins with. A proxy may keep the headers until there is a body: a browser would not know that it is open. It
 * is a field of the first frame, since some readers take a frame of its own for an event without data.
 */
export const SSE_OPENING = `retry: ${RETRY_MS}\n`;

/**
 * Named, since a comment is not shown to the reader, who could not tell a quiet stream from a dead one. Readers of `message`
 * do not hear it; it has no id, so the position to resume at stays.
 */
export const SSE_HEARTBEAT = 'event: heartbeat\ndata:\n\n';

/**
 * Tells a reader that its position is none of this log, with the problem as JSON: what it knows is void. A browser shows no
 * page the body of a refusal, and never connects again after one; with the id 0 it begins at the beginning by itself.
 */
export function sseReset(fault: DomainError): string {
  return `id: 0
event: reset
data: ${JSON.stringify(problemDocument(fault))}

`;
}
