import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { type ZodObject, type ZodType, z } from 'zod';
import { PROBLEM_TYPE, problemSchema } from './problem';

type Content = Readonly<Record<string, ZodType>>;

interface Answer {
  readonly description: string;
  readonly content?: Content;
  readonly headers?: ZodObject;
}

/** One route, as the document shows it. Any route may also answer a problem, which need not be said. */
export interface DocumentedRoute {
  readonly method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';
  /** In OpenAPI's form: `/posts/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly params?: ZodObject;
  readonly query?: ZodObject;
  readonly headers?: ZodObject;
  /** The accepted bodies, by media type. */
  readonly body?: Content;
  /** The good answers, by status, with what they hold, by media type. */
  readonly answers: Readonly<Record<number, Answer>>;
}

const operations: readonly DocumentedRoute[] = [
  {
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process answers',
    answers: {
      200: { description: 'It does', content: { 'application/json': z.object({ status: z.string() }) } },
    },
  },
  {
    method: 'get',
    path: '/readyz',
    summary: 'Whether the service is ready, with each check; 503 if not',
    answers: { 200: { description: 'Ready', content: { 'application/json': z.looseObject({}) } } },
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    answers: { 200: { description: 'Text format 0.0.4', content: { 'text/plain': z.string() } } },
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': z.looseObject({}) } } },
  },
];

const toMedia = (content: Content) =>
  Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));

/** Makes a service's OpenAPI 3.1 document from its routes; the operations routes are added. */
export function openApiDocument(service: {
  title: string;
  description: string;
  routes: readonly DocumentedRoute[];
}): object {
  const registry = new OpenAPIRegistry();
  for (const route of [...service.routes, ...operations]) {
    const request: NonNullable<RouteConfig['request']> = {};
    if (route.params) request.params = route.params;
    if (route.query) request.query = route.query;
    if (route.headers) request.headers = route.headers;
    if (route.body) request.body = { required: true, content: toMedia(route.body) };
    const responses: RouteConfig['responses'] = {
      default: { description: 'A problem (RFC 9457)', content: toMedia({ [PROBLEM_TYPE]: problemSchema }) },
    };
    for (const [status, { description, content, headers }] of Object.entries(route.answers)) {
      responses[status] = {
        description,
        ...(content && { content: toMedia(content) }),
        ...(headers && { headers }),
      };
    }
    const { method, path, summary } = route;
    registry.registerPath({ method, path, summary, request, responses });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: service.title, version: '1', description: service.description },
  });
}
