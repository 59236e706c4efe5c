import http from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';
import { PROBLEM_TYPE, problemDocument } from './problem';

/** Limits below Express: they bound slow and oversized requests. */
const SERVER_LIMITS = {
  headerBytesMax: 16 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 20_000,
  connectionsMax: 10_000,
} as const;

const REFUSALS: Readonly<Record<string, { status: number; code: string; detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'request.headers_too_large',
    detail: `Expected at most ${SERVER_LIMITS.headerBytesMax} bytes of headers.`,
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request.timeout',
    detail: `Expected the whole request within ${SERVER_LIMITS.requestTimeoutMs} ms.`,
  },
};

/** Answers what Node's HTTP parser refuses, which never reaches Express, with problem+json as well. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemDocument(
    REFUSALS[error.code ?? ''] ?? { status: 400, code: 'request.malformed', detail: 'This is not HTTP/1.1.' },
  );
  const body = JSON.stringify(problem);
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nConnection: close\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
      `Content-Length: ${length}\r\n\r\n${body}`,
  );
}

/**
 * An HTTP server for an Express app, with every limit of SERVER_LIMITS set.
 *
 * Express changes the prototype of each request and response, which is slow on V8 before Node 24. Here they are
 * born with the very prototypes that Express would set, so that this step changes nothing.
 */
export function createHttpServer(app: Express): http.Server {
  class Request extends http.IncomingMessage {}
  class Response<R extends http.IncomingMessage> extends http.ServerResponse<R> {}
  adopt(Request.prototype, app.request);
  adopt(Response.prototype, app.response);
  app.request = Request.prototype as unknown as Express['request'];
  app.response = Response.prototype as unknown as Express['response'];

  const server = http.createServer(
    {
      IncomingMessage: Request,
      ServerResponse: Response,
      maxHeaderSize: SERVER_LIMITS.headerBytesMax,
      headersTimeout: SERVER_LIMITS.headersTimeoutMs,
      requestTimeout: SERVER_LIMITS.requestTimeoutMs,
      keepAliveTimeout: SERVER_LIMITS.keepAliveTimeoutMs,
      connectionsCheckingInterval: 1_000,
      noDelay: true,
    },
    app,
  );
  server.maxConnections = SERVER_LIMITS.connectionsMax;
  server.on('clientError', refuse);
  return server;
}

/** Copies what Express' prototype chain adds above Node's own classes onto `prototype`. */
function adopt(prototype: object, source: object): void {
  const layers: object[] = [];
  const nodes = [http.IncomingMessage.prototype, http.ServerResponse.prototype] as object[];
  for (let layer = source; layer && !nodes.includes(layer); layer = Object.getPrototypeOf(layer)) {
    layers.unshift(layer);
  }
  for (const layer of layers) Object.defineProperties(prototype, Object.getOwnPropertyDescriptors(layer));
}
