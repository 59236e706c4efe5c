import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { constants as zlib } from 'node:zlib';
import { continueBody, dropConnectionHeaders, sendProblem } from '@blog/service-kit';
import compression from 'compression';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { createProxyServer } from 'httpxy';
import { problems } from './problems';

export interface ProxyOptions {
  /** The URLs of each service's replicas, by its name in the path. */
  readonly services: ReadonlyMap<string, readonly string[]>;
  /** Aborting cuts open streams, which would otherwise block the stop. */
  readonly closing: AbortSignal;
}

/** Four heartbeats of a stream: a service that is silent for longer is gone, and its connection is closed. */
const SILENCE_MS_MAX = 60_000;

const CONTINUE = '100-continue';

/** Worth compressing; compression would buffer a stream. */
const JSON_TYPES = /^application\/(problem\+)?json\b/;
const STREAM_TYPES = /^(text\/event-stream|application\/x-ndjson)\b/;
/** At most half the time of the default qualities, for answers about 8 % larger. */
const FASTEST = { level: zlib.Z_BEST_SPEED, brotli: { params: { [zlib.BROTLI_PARAM_QUALITY]: 1 } } };

/**
 * A change made by this server's own page names an origin that looks foreign to the service, which is called under another
 * host. Every other origin is passed on for the service to judge.
 */
function dropOwnOrigin(headers: IncomingHttpHeaders): void {
  const { origin, host } = headers;
  if (origin !== undefined && origin.replace(/^https?:\/\//, '') === host) delete headers.origin;
}

/** Proxies `/api/<service>/<path>` to `<path>` of the service, streaming both ways. */
export function proxyRouter({ services, closing }: ProxyOptions): Router {
  const proxy = createProxyServer({
    // A kept-alive connection may be about to close, and would lose a POST.
    agent: false,
    changeOrigin: true,
    proxyTimeout: SILENCE_MS_MAX,
    // httpxy would forward the service's Connection header, and delay a stream's head until its first event.
    selfHandleResponse: true,
  });
  /** Requests with `Expect: 100-continue`: the service decides whether it wants the body. */
  const asking = new WeakSet<IncomingMessage>();
  proxy.on('proxyReq', (outgoing, request, response) => {
    if (!asking.has(request)) return;
    outgoing.once('continue', () => continueBody(request, response as ServerResponse));
    outgoing.setHeader('Expect', CONTINUE);
    outgoing.flushHeaders();
  });
  const streams = new Set<ServerResponse>();
  closing.addEventListener('abort', () => {
    for (const stream of streams) stream.destroy();
  });
  proxy.on('proxyRes', (answer: IncomingMessage, _request, response) => {
    const { headers, statusCode = 502 } = answer;
    dropConnectionHeaders(headers);
    delete headers['transfer-encoding'];
    response.writeHead(statusCode, headers);
    if (STREAM_TYPES.test(headers['content-type'] ?? '')) {
      streams.add(response);
      response.once('close', () => streams.delete(response));
      response.flushHeaders();
    }
    answer.pipe(response);
  });

  /** Index of the replica in use, kept as long as it can be reached. */
  const current = new Map<string, number>();

  const router = Router({ caseSensitive: true });
  const isJson = (_request: Request, response: Response) =>
    JSON_TYPES.test(String(response.getHeader('content-type')));
  router.use('/api', compression({ ...FASTEST, filter: isJson }) as RequestHandler);
  router.all('/api/:service/{*path}', async (request, response, next) => {
    const service = request.params.service as string;
    const urls = services.get(service);
    if (urls === undefined) return next();
    const index = current.get(service) ?? 0;
    const target = urls[index] as string;
    request.url = request.url.slice(request.url.indexOf('/', '/api/'.length));
    if (request.headers.expect?.toLowerCase() === CONTINUE) asking.add(request);
    dropConnectionHeaders(request.headers);
    dropOwnOrigin(request.headers);
    // Not logged: the page reports an unreachable service, and its retries would flood the log.
    await proxy.web(request, response, { target }).catch(() => {
      current.set(service, (index + 1) % urls.length);
      if (response.headersSent) response.destroy();
      else {
        const detail = `The service ${service} cannot be reached.`;
        sendProblem(response, problems.error('service.unavailable', detail));
      }
    });
  });
  router.all('/api{/*path}', (request) => {
    const names = [...services.keys()].join(', ');
    throw problems.error(
      'request.not_found',
      `No route ${request.path} here: expected /api/<service>/…, the service one of ${names}.`,
    );
  });
  return router;
}
