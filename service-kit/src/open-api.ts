import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { type ZodObject, type ZodType, z } from 'zod';
import { PROBLEM_TYPE, problemSchema } from './problem';
import { commonProblems } from './problem-table';

type Content = Readonly<Record<string, ZodType>>;
type Responses = RouteConfig['responses'];

interface Answer {
  readonly description: string;
  readonly content?: Content;
  readonly headers?: ZodObject;
}

/** One route, as the document shows it. */
export interface DocumentedRoute {
  readonly method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';
  /** In OpenAPI's form: `/posts/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** What it belongs to; by default the first part of its path. */
  readonly tag?: string;
  readonly params?: ZodObject;
  readonly query?: ZodObject;
  readonly headers?: ZodObject;
  /** The accepted bodies, by media type. */
  readonly body?: Content;
  /** The good answers, by status, with what they hold, by media type. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Codes of the problems that it may answer; those that follow from what it takes need not be said. */
  readonly problems?: readonly string[];
}

const OPERATIONS = { tag: 'operations' } as const;
const json = (schema: ZodType) => ({ 'application/json': schema });

const operations: readonly DocumentedRoute[] = [
  {
    ...OPERATIONS,
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process answers',
    answers: { 200: { description: 'It does', content: json(z.object({ status: z.literal('ok') })) } },
  },
  {
    ...OPERATIONS,
    method: 'get',
    path: '/readyz',
    summary: 'Whether the service is ready, with each check',
    answers: {
      200: {
        description: 'Ready',
        content: json(z.object({ status: z.literal('ready'), checks: z.looseObject({}) })),
      },
    },
    problems: ['service.not_ready'],
  },
  {
    ...OPERATIONS,
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    answers: { 200: { description: 'Text format 0.0.4', content: { 'text/plain': z.string() } } },
  },
  {
    ...OPERATIONS,
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', content: json(z.looseObject({})) } },
  },
];

const problem = problemSchema.meta({ id: 'Problem' });
const retryAfter = z.object({ 'Retry-After': z.string().describe('seconds') });

/** Makes a service's OpenAPI 3.1 document from its routes and its problem table; the operations routes are added. */
export function openApiDocument(service: {
  title: string;
  description: string;
  routes: readonly DocumentedRoute[];
  problems?: Readonly<Record<string, number>>;
}): object {
  const registry = new OpenAPIRegistry();
  const statuses = { ...commonProblems, ...service.problems };
  const routes = [...service.routes, ...operations];
  for (const route of routes) {
    const { method, path, summary, params, query, headers, body, answers } = route;
    registry.registerPath({
      method,
      path,
      summary,
      operationId: operationIdOf(route),
      tags: [tagOf(route)],
      request: {
        ...(params && { params }),
        ...(query && { query }),
        ...(headers && { headers }),
        ...(body && { body: { required: true, content: toMedia(body) } }),
      },
      responses: { ...toResponses(answers), ...toProblems(codesOf(route), statuses) },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: service.title, version: '1', description: service.description },
    // Where this document is, whatever prefix a proxy has.
    servers: [{ url: './' }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
  });
}

function tagOf({ tag, path }: DocumentedRoute): string {
  return tag ?? (path.split('/')[1] as string);
}

/** `get /posts/{id}/comments` is `getPostsByIdComments`. */
function operationIdOf({ method, path }: DocumentedRoute): string {
  const words = path.replace(/\{(\w+)\}/g, 'by-$1').match(/[A-Za-z0-9]+/g) ?? [];
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The codes of a route, with those that follow from what it takes. */
function codesOf(route: DocumentedRoute): string[] {
  const { method, params, query, headers, body, problems = [], tag } = route;
  const codes = ['request.malformed', 'request.unknown_host', ...problems];
  if (tag !== OPERATIONS.tag) codes.push('service.overloaded');
  if (method !== 'get' && method !== 'head') codes.push('request.cross_site');
  if (params ?? query ?? headers ?? body) codes.push('request.invalid');
  if (body) {
    codes.push('request.bad_json', 'request.bad_encoding', 'request.timeout', 'request.too_large');
    codes.push('request.unsupported_media_type');
  }
  return codes;
}

function toResponses(answers: DocumentedRoute['answers']): Responses {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, content, headers }]) => [
      status,
      { description, ...(content && { content: toMedia(content) }), ...(headers && { headers }) },
    ]),
  );
}

function toProblems(codes: readonly string[], statuses: Readonly<Record<string, number>>): Responses {
  const content = toMedia({ [PROBLEM_TYPE]: problem });
  const responses: Responses = { default: { description: 'Another problem (RFC 9457)', content } };
  const descriptions = new Map<number, string>();
  for (const code of new Set(codes)) {
    const status = statuses[code];
    if (status === undefined) throw new Error(`Expected ${code} in the problem table.`);
    const before = descriptions.get(status);
    descriptions.set(status, `${before === undefined ? '' : `${before}, `}\`${code}\``);
  }
  for (const [status, description] of descriptions) {
    responses[status] = { description, content, ...(status === 503 && { headers: retryAfter }) };
  }
  return responses;
}

function toMedia(content: Content) {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}
