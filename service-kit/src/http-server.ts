import http from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import { discardInTurns } from './body-turns';
import { holdBody } from './continue-body';
import type { DomainError } from './domain-error';
import { expectedOfRequest } from './expected-of-request';
import { PROBLEM_TYPE, problemDocument } from './problem';
import { problems } from './problems';

/** Limits below Express: they bound slow and oversized requests. */
const SERVER_LIMITS = {
  headerBytesMax: 16 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 20_000,
  connectionsMax: 10_000,
  pipelinedMax: 100,
} as const;

/** What Node reads from a connection in one go. */
const CHUNK_BYTES = 64 * 1024;
/** How long the rest of a refused request is read. */
const LINGER_MS_MAX = 2_000;

const malformed = (message: string) => problems.error('request.malformed', message);
const NO_HOST = malformed('Expected a Host header (RFC 9112, 3.2).');
const TWO_HOSTS = malformed('Expected one Host header, got several (RFC 9112, 3.2).');
const NO_PROXY = malformed('Expected no CONNECT: this is no proxy.');

const REFUSALS: Readonly<Record<string, DomainError>> = {
  HPE_HEADER_OVERFLOW: problems.error(
    'request.headers_too_large',
    `Expected at most ${SERVER_LIMITS.headerBytesMax} bytes of headers.`,
  ),
  ERR_HTTP_REQUEST_TIMEOUT: problems.error(
    'request.timeout',
    `Expected the whole request within ${SERVER_LIMITS.requestTimeoutMs} ms.`,
  ),
};

/** Answers requests that Node's HTTP parser refuses, which never reach Express, with problem+json too. */
function refuse(error: NodeJS.ErrnoException & { reason?: string }, socket: Socket): void {
  // Node has no public name for the answer under way; its own listener looks here as well.
  const { _httpMessage: underWay } = socket as { _httpMessage?: http.ServerResponse };
  // Refused already: this is the rest of the same request.
  if (lingering.has(socket)) return;
  // It follows a request that is being worked on and may well succeed: that one's answer becomes the last of the connection.
  if (underWay?.req.complete && !underWay.headersSent && socket.writable) {
    underWay.shouldKeepAlive = false;
    return;
  }
  // Within an answer, a refusal would be taken for a part of it.
  if (error.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent) {
    socket.destroy();
    return;
  }
  refuseOn(socket, REFUSALS[error.code ?? ''] ?? malformed(`Expected ${expectedOfRequest(error)}.`));
}

/** Refused sockets that are still read for a while; the data is ignored. */
const lingering = new WeakSet<Duplex>();

/** An answer that is followed by a reset can get lost: the rest of the request is taken first (RFC 9112, 9.6). */
function refuseOn(socket: Duplex, refusal: DomainError): void {
  lingering.add(socket);
  const overdue = setTimeout(() => socket.destroy(), LINGER_MS_MAX);
  socket.once('close', () => clearTimeout(overdue)).resume();
  const problem = problemDocument(refusal);
  const body = JSON.stringify(problem);
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nConnection: close\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
      `Content-Length: ${length}\r\n\r\n${body}`,
  );
}

/** Why a request has no host that everybody on its way would agree on; Node keeps the first of several. */
function hostRefusal({ headers, rawHeaders, httpVersion }: http.IncomingMessage): DomainError | undefined {
  if (headers.host === undefined) return httpVersion === '1.1' ? NO_HOST : undefined;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1 ? TWO_HOSTS : undefined;
}

const ABSOLUTE_TARGET = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i;

/**
 * Reduces a target in absolute form to its path; its host replaces the header (RFC 9112, 3.2.2). The path begins with one
 * slash: in anything else Express looks for a host, and answers in its own way if it does not understand it.
 */
function keepPath(request: http.IncomingMessage): void {
  const { url = '' } = request;
  if (url[0] === '/' && url[1] !== '/') return;
  const [before, host] = ABSOLUTE_TARGET.exec(url) ?? [''];
  if (host !== undefined) request.headers.host = host;
  request.url = `/${url.slice(before.length).replace(/^\/+/, '')}`;
}

/**
 * An HTTP server for an Express app, with every limit of SERVER_LIMITS set.
 *
 * Express changes the prototype of each request and response, which is slow on V8 before Node 24. Here they are
 * created with the prototypes that Express would set, so that this step changes nothing.
 */
export function createHttpServer(app: Express): http.Server {
  class Request extends http.IncomingMessage {}
  class Response<R extends http.IncomingMessage> extends http.ServerResponse<R> {}
  adopt(Request.prototype, app.request);
  adopt(Response.prototype, app.response);
  app.request = Request.prototype as unknown as Express['request'];
  app.response = Response.prototype as unknown as Express['response'];

  const serve = (request: Request, response: Response<Request>) => {
    if (response.socket === null) whenFirst(request, response, () => serveFirst(request, response));
    else serveFirst(request, response);
  };
  const serveFirst = (request: Request, response: Response<Request>) => {
    const refusal = hostRefusal(request);
    if (refusal !== undefined) {
      const problem = problemDocument(refusal);
      response.statusCode = problem.status;
      response.setHeader('Connection', 'close').setHeader('Content-Type', PROBLEM_TYPE);
      response.end(JSON.stringify(problem));
      return;
    }
    // Node treats everything after an upgrade as another protocol: it would lose requests and leave errors unanswered.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    keepPath(request);
    if (mayHaveLargeBody(request)) response.once('prefinish', () => discardRest(request));
    app(request, response);
  };
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
      // Node would refuse it too, but without problem+json.
      requireHostHeader: false,
    },
    serve,
  );
  server.maxConnections = SERVER_LIMITS.connectionsMax;
  server.on('clientError', refuse);
  server.on('connect', (_request, socket) => {
    // Node no longer listens to the socket: an unhandled error would end the process.
    socket.on('error', () => socket.destroy());
    refuseOn(socket, NO_PROXY);
  });
  server.on('checkContinue', (request: Request, response: Response<Request>) => {
    holdBody(request, response);
    serve(request, response);
  });
  // An unknown expectation may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', serve);
  return server;
}

function mayHaveLargeBody({ headers }: http.IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > CHUNK_BYTES;
}

/** Node itself would read the rest of a body in one go, whatever its size. */
function discardRest(request: http.IncomingMessage): void {
  if (!request.complete && request.listenerCount('data') === 0) discardInTurns(request);
}

/** The number of a connection's requests that wait behind the one being answered (pipelining). */
const pipelined = new WeakMap<Socket, number>();

/**
 * Serves a pipelined request once those before it are answered, so that a connection has one request served at a time. Beyond
 * `pipelinedMax` nothing more is read, and the last request within it closes the connection.
 */
function whenFirst(request: http.IncomingMessage, response: http.ServerResponse, serve: () => void): void {
  const { socket } = request;
  const count = (pipelined.get(socket) ?? 0) + 1;
  pipelined.set(socket, count);
  if (count >= SERVER_LIMITS.pipelinedMax) {
    socket.pause();
    if (count > SERVER_LIMITS.pipelinedMax) return;
    response.shouldKeepAlive = false;
  }
  response.once('socket', () => {
    pipelined.set(socket, (pipelined.get(socket) ?? 1) - 1);
    serve();
  });
}

/** Copies what the prototype chain of Express adds to Node's own classes onto `prototype`. */
function adopt(prototype: object, source: object): void {
  const layers: object[] = [];
  const nodes = [http.IncomingMessage.prototype, http.ServerResponse.prototype] as object[];
  for (let layer = source; layer && !nodes.includes(layer); layer = Object.getPrototypeOf(layer)) {
    layers.unshift(layer);
  }
  for (const layer of layers) Object.defineProperties(prototype, Object.getOwnPropertyDescriptors(layer));
}
