import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests with `Expect: 100-continue` whose body was not asked for yet; the value is whether to keep their connection. */
const waiting = new WeakMap<IncomingMessage, boolean>();

/**
 * Keeps a request with `Expect: 100-continue` waiting until its body is wanted (`continueBody`). If it never is, the request is
 * answered without it and its connection closed, since the client may or may not still send the body (RFC 9110, 10.1.1).
 */
export function holdBody(request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody) return;
  waiting.set(request, response.shouldKeepAlive);
  response.shouldKeepAlive = false;
}

/** Asks for the body of a request that waits for that; other bodies come without being asked for. */
export function continueBody(request: IncomingMessage, response: ServerResponse): void {
  const isKept = waiting.get(request);
  if (isKept === undefined) return;
  waiting.delete(request);
  response.shouldKeepAlive = isKept;
  response.writeContinue();
}
