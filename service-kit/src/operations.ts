import { Registry } from 'prom-client';
import { z } from 'zod';
import { sendProblem } from './problem';
import { problems } from './problems';
import { defineRoutes, type Endpoint, implement, jsonContent } from './route';

/** Whether a service can do its work now, and why not if it cannot. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, unknown>>;
}

/** Probes and readers of metrics may have parameters of their own. */
const anyQuery = { query: z.looseObject({}) };
export const OPERATIONS = 'operations';
const tag = OPERATIONS;

/** The routes that every service has. */
export const operationRoutes = defineRoutes({
  health: {
    tag,
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process answers',
    readByHandler: anyQuery,
    answers: { 200: { description: 'It does', content: jsonContent(z.object({ status: z.literal('ok') })) } },
  },
  readiness: {
    tag,
    method: 'get',
    path: '/readyz',
    summary: 'Whether the service is ready, with each check',
    readByHandler: anyQuery,
    answers: {
      200: {
        description: 'Ready',
        content: jsonContent(z.object({ status: z.literal('ready'), checks: z.looseObject({}) })),
      },
    },
    problems: ['service.not_ready'],
  },
  metrics: {
    tag,
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    readByHandler: anyQuery,
    answers: { 200: { description: 'Text format 0.0.4', content: { 'text/plain': z.string() } } },
  },
  openApi: {
    tag,
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    readByHandler: anyQuery,
    answers: { 200: { description: 'OpenAPI 3.1', content: jsonContent(z.looseObject({})) } },
  },
});

/** What the operations routes do. A service that is not ready is not logged as a failure. */
export function operations(options: {
  readiness: () => Readiness;
  metrics: Registry;
  openApi: object;
}): Endpoint[] {
  return implement(operationRoutes, {
    health: () => ({ status: 'ok' as const }),
    readiness: ({ response }) => {
      const { ready, checks } = options.readiness();
      if (ready) return { status: 'ready' as const, checks };
      sendProblem(
        response,
        problems.error('service.not_ready', `Not ready: ${JSON.stringify(checks)}`, { checks }),
      );
      return undefined;
    },
    metrics: async ({ response }) => {
      response.type(Registry.PROMETHEUS_CONTENT_TYPE).send(await options.metrics.metrics());
    },
    openApi: () => options.openApi as Record<string, unknown>,
  });
}
