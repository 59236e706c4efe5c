import cors from 'cors';
import express, { type Express, type Request, type RequestHandler, type Router } from 'express';
import { Registry } from 'prom-client';
import { allowedOrigins } from './allowed-origins';
import { boundAnswers } from './bound-answers';
import { limitRequests } from './limit-requests';
import type { Logger } from './logger';
import { operationsRouter, type Readiness } from './operations-router';
import { problemHandler, unknownRoute } from './problem-handler';
import { requestMetrics } from './request-metrics';
import type { SetAsideQueue } from './set-aside-queue';
import { setAsideRouter } from './set-aside-router';
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

/** A handler of one of the routers, by the very method and path of its requests. */
interface HotRoute {
  readonly method: string;
  readonly path: string;
  readonly handler: (...args: Parameters<RequestHandler>) => Promise<void>;
}

interface AppOptions extends AppSurroundings {
  readonly routers: readonly Router[];
  /** Left out of the metrics of requests: streams, and what is too small for that. */
  readonly unmeasuredRouters?: readonly Router[];
  readonly hotRoutes?: readonly HotRoute[];
  /** Whether a GET leaves something behind: then it is not for a page of another site either. */
  readonly changesByGet?: (request: Request) => boolean;
  readonly openApi: object;
  readonly problems?: Readonly<Record<string, number>>;
}

/**
 * An Express app as every service has it: what web pages may do (`webGate`, CORS), bounds on requests under way, on their
 * bodies and answers, the operations routes, the service's own `routers`, and problem+json for every error and unknown
 * route.
 *
 * What is sent to one of the `hotRoutes`, and not by a browser, goes there before Express sees it, which would cost a tiny
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
  if (options.hotRoutes) putBefore(app, options.hotRoutes, { gate, limit });
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
  app.use(operationsRouter({ readiness: options.readiness, metrics, openApi: options.openApi }));
  app.use(limit);
  for (const router of options.unmeasuredRouters ?? []) app.use(router);
  app.use(requestMetrics(metrics));
  if (options.setAside) app.use(setAsideRouter(options.setAside));
  for (const router of options.routers) app.use(router);
  app.use(unknownRoute);
  app.use(
    problemHandler({ logger: options.logger, ...(options.problems && { problems: options.problems }) }),
  );
  return app;
}

/**
 * Takes hot routes before Express does. All that an app is called with goes through its `handle`: its router would have
 * done a good part of its work by the time that a first layer is asked.
 */
function putBefore(
  app: Express,
  routes: readonly HotRoute[],
  checks: { gate: WebGate; limit: RequestHandler },
): void {
  const { gate, limit } = checks;
  const failures = new WeakMap<Request, unknown>();
  app.use((request, _response, next) => next(failures.get(request)));
  const entry = app as unknown as { handle: RequestHandler };
  const { handle } = entry;

  async function handleHot(route: HotRoute, ...[request, response, next]: Parameters<RequestHandler>) {
    try {
      gate(request);
      limit(request, response, () => {});
      await route.handler(request, response, next);
    } catch (error) {
      failures.set(request, error);
      handle.call(app, request, response, next);
    }
  }

  entry.handle = (request, response, next) => {
    const { url, method, headers } = request;
    const route = routes.find((one) => one.path === url && one.method === method);
    if (route === undefined || headers.origin !== undefined) handle.call(app, request, response, next);
    else void handleHot(route, request, response, next);
  };
}
