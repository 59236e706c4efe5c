import type { DomainError } from './domain-error';
import { problemDocument } from './problem';

/* The frames that every stream of Server-Sent Events (WHATWG HTML) has beside its own events. */

export const SSE_TYPE = 'text/event-stream';

/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000;

/**
 * The beginning of a stream. A proxy may hold the headers back until there is a body, and a browser would not know that the
 * stream is open. It is a field of the first frame, since some readers take a separate frame for an event without data.
 */
export const SSE_OPENING = `retry: ${RETRY_MS}\n`;

/**
 * A named event and not a comment: readers do not see comments, and could not tell a quiet stream from a dead one. Listeners of
 * `message` do not get it. It has no id, so the position to resume at stays.
 */
export const SSE_HEARTBEAT = 'event: heartbeat\ndata:\n\n';

/**
 * Tells a reader that its position is not of this log, with the problem as JSON: everything it knows is void. Browsers do not
 * show the body of a refusal to the page, nor reconnect after one; with the id 0 they start at the beginning by themselves.
 */
export function sseReset(fault: DomainError): string {
  return `id: 0
event: reset
data: ${JSON.stringify(problemDocument(fault))}

`;
}
