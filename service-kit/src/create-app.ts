import cors from 'cors';
import express, { type Express, type Request, type RequestHandler, type Router } from 'express';
import { Registry } from 'prom-client';
import { allowedOrigins } from './allowed-origins';
import { boundAnswers } from './bound-answers';
import { limitRequests } from './limit-requests';
import type { Logger } from './logger';
import { operations, type Readiness } from './operations';
import { problemHandler, unknownRoute } from './problem-handler';
import { requestMetrics } from './request-metrics';
import type { Endpoint } from './route';
import { routeRouter } from './route-router';
import { setAsideEndpoints } from './set-aside-endpoints';
import type { SetAsideQueue } from './set-aside-queue';
import { limitTransfers, type TransferLimits, transferLimits } from './transfer-limits';
import { type WebGate, webGate } from './web-gate';

/** Response headers that browsers on other origins may read. */
const EXPOSED_HEADERS = [
  'ETag',
  'Link',
  'Location',
  'Retry-After',
  'Event-Position',
  'Event-Log',
  'Event-Log-Epoch',
  'Event-Log-Head',
];

/** What an app needs to know of the process it runs in; `main.ts` gives it to every app alike. */
export interface AppSurroundings {
  readonly readiness: () => Readiness;
  readonly logger: Logger;
  /**
   * Pages that may read and change, as CORS_ORIGINS names them, by default those of this machine; `false` leaves that to
   * what is behind the app.
   */
  readonly corsOrigins?: readonly string[] | false;
  /** Names to answer as, beside this machine's and addresses. */
  readonly allowedHosts?: readonly string[];
  readonly requestsInFlightMax?: number;
  /** Of its bodies and answers; by default as the settings are by default. */
  readonly transfer?: TransferLimits;
  readonly metrics?: Registry;
  /** What its follower and its outbox have set aside; its document then has `setAsideRoutes`. */
  readonly setAside?: readonly SetAsideQueue[];
}

interface AppOptions extends AppSurroundings {
  readonly endpoints?: readonly Endpoint[];
  /** Come after the endpoints, and check what comes themselves. */
  readonly routers?: readonly Router[];
  /** Come before everything else of the service. */
  readonly firstRouters?: readonly Router[];
  /** Whether a GET leaves something behind: then it is not for a page of another site either. */
  readonly changesByGet?: (request: Request) => boolean;
  readonly openApi: object;
}

/**
 * An Express app as every service has it: what web pages may do (`webGate`, CORS), bounds on requests under way, on their
 * bodies and answers, the operations routes, the service's own `endpoints`, and problem+json for every error and unknown
 * route.
 *
 * What is sent to a hot endpoint, and not by a browser, goes there before Express sees it, which would cost a tiny
 * request a tenth of its time. If that fails, it goes to Express after all, for the answer.
 */
export function createApp(options: AppOptions): Express {
  const metrics = options.metrics ?? new Registry();
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  const transfer = options.transfer ?? transferLimits();
  limitTransfers(app, transfer);
  boundAnswers(app, transfer);
  const limit = limitRequests(options.requestsInFlightMax ?? 1_000);
  const { corsOrigins = ['loopback'], allowedHosts = [], changesByGet } = options;
  const origins = corsOrigins !== false && allowedOrigins(corsOrigins);
  const gate = webGate({ allowedHosts, allowedOrigins: origins, changesByGet });
  const { endpoints = [], routers = [], firstRouters = [] } = options;
  const hot = endpoints.filter(({ route }) => route.isHot);
  // Every request would pass what it adds.
  if (hot.length > 0) putBefore(app, hot, { gate, limit });
  app.use((request, _response, next) => {
    gate(request);
    next();
  });
  app.use(
    cors({
      origin: typeof origins === 'object' ? [...origins] : origins,
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: 600,
      // To the routes, which know what is here.
      preflightContinue: true,
    }) as RequestHandler,
  );
  app.use(routeRouter(operations({ readiness: options.readiness, metrics, openApi: options.openApi })));
  app.use(limit, ...firstRouters);
  app.use(routeRouter(endpoints.filter(({ route }) => route.isUnmeasured)));
  app.use(requestMetrics(metrics));
  if (options.setAside) app.use(routeRouter(setAsideEndpoints(options.setAside)));
  app.use(routeRouter(endpoints.filter(({ route }) => !route.isUnmeasured)), ...routers);
  app.use(unknownRoute);
  app.use(problemHandler({ logger: options.logger }));
  return app;
}

/**
 * Takes requests of hot endpoints before Express does. All that an app is called with goes through its `handle`: its router would have
 * done a good part of its work by the time that a first layer is asked.
 */
function putBefore(
  app: Express,
  endpoints: readonly Endpoint[],
  checks: { gate: WebGate; limit: RequestHandler },
): void {
  const { gate, limit } = checks;
  const failures = new WeakMap<Request, unknown>();
  app.use((request, _response, next) => next(failures.get(request)));
  const entry = app as unknown as { handle: RequestHandler };
  const { handle } = entry;
  const hot = endpoints.map(({ route, handle }) => ({
    method: route.method.toUpperCase(),
    path: route.path,
    handle,
  }));

  async function handleHot(
    answer: Endpoint['handle'],
    ...[request, response, next]: Parameters<RequestHandler>
  ) {
    try {
      gate(request);
      limit(request, response, () => {});
      // The handler sends the answer: one more promise that waits for the disk would cost 7 % of the processor time.
      await answer({ params: undefined, query: undefined, body: undefined, request, response });
    } catch (error) {
      failures.set(request, error);
      handle.call(app, request, response, next);
    }
  }

  entry.handle = (request, response, next) => {
    const { url, method, headers } = request;
    const found = hot.find((one) => one.path === url && one.method === method);
    if (found === undefined || headers.origin !== undefined) handle.call(app, request, response, next);
    else void handleHot(found.handle, request, response, next);
  };
}
