import { Router } from 'express';
import { Registry } from 'prom-client';
import { sendProblem } from './problem';
import { methodNotAllowed } from './problem-handler';

/** Whether a service can do its work now, and why not if it cannot. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, unknown>>;
}

/**
 * The routes that every service has: /healthz (the process answers), /readyz (200 or 503, with each check),
 * /metrics (Prometheus text format) and /openapi.json.
 */
export function operationsRouter(options: {
  readiness: () => Readiness;
  metrics: Registry;
  openApi: object;
}): Router {
  const router = Router();
  router
    .route('/healthz')
    .get((_request, response) => void response.json({ status: 'ok' }))
    .all(methodNotAllowed);
  router
    .route('/readyz')
    .get((_request, response) => {
      const { ready, checks } = options.readiness();
      if (ready) response.json({ status: 'ready', checks });
      else {
        const detail = `Not ready: ${JSON.stringify(checks)}`;
        sendProblem(response, { status: 503, code: 'service.not_ready', detail, details: { checks } });
      }
    })
    .all(methodNotAllowed);
  router
    .route('/metrics')
    .get(async (_request, response) => {
      response.type(Registry.PROMETHEUS_CONTENT_TYPE).send(await options.metrics.metrics());
    })
    .all(methodNotAllowed);
  router
    .route('/openapi.json')
    .get((_request, response) => void response.json(options.openApi))
    .all(methodNotAllowed);
  return router;
}
