import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests with `Expect: 100-continue` that were not asked for their body yet; whether their connection is to be kept. */
const waiting = new WeakMap<IncomingMessage, boolean>();

/**
 * Keeps a request with `Expect: 100-continue` waiting until somebody wants its body (`continueBody`). If nobody does, it is
 * answered at once, and its connection closed: whether the body still comes is up to the client (RFC 9110, 10.1.1).
 */
export function holdBody(request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody) return;
  waiting.set(request, response.shouldKeepAlive);
  response.shouldKeepAlive = false;
}

/** Asks for the body of a request that waits for that; of any other it comes anyway. */
export function continueBody(request: IncomingMessage, response: ServerResponse): void {
  const isKept = waiting.get(request);
  if (isKept === undefined) return;
  waiting.delete(request);
  response.shouldKeepAlive = isKept;
  response.writeContinue();
}
