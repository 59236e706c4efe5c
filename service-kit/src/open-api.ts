import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { ProblemCatalogue, ProblemDefinitions } from './define-problems';
import { OPERATIONS, operationRoutes } from './operations';
import { PROBLEM_TYPE, problemSchema } from './problem';
import { STATUS_OF_KIND } from './problem-kinds';
import { problems as commonProblems } from './problems';
import { type Content, jsonContent, type Route, type Routes } from './route';

type Responses = RouteConfig['responses'];

const problem = problemSchema.meta({ id: 'Problem' });
const retryAfter = z.object({ 'Retry-After': z.string().describe('seconds') });

/** Makes a service's OpenAPI 3.1 document from its routes and its problems; the operations routes are added. */
export function openApiDocument(service: {
  title: string;
  description: string;
  routes: Routes;
  problems?: ProblemCatalogue;
}): object {
  const registry = new OpenAPIRegistry();
  const { definitions } = service.problems ?? commonProblems;
  const routes: Route[] = [...Object.values(service.routes), ...Object.values(operationRoutes)];
  for (const route of routes) {
    const { method, path, summary, headers, answers } = route;
    const { params, query, body } = takenBy(route);
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
      responses: { ...toResponses(answers), ...toProblems(codesOf(route), definitions) },
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

/** What a route takes, whoever reads it. */
function takenBy({ params, query, body, readByHandler }: Route) {
  return { params, query, body: body && jsonContent(body.schema), ...readByHandler };
}

function tagOf({ tag, path }: Route): string {
  return tag ?? (path.split('/')[1] as string);
}

/** `get /posts/{id}/comments` is `getPostsByIdComments`. */
function operationIdOf({ method, path }: Route): string {
  const words = path.replace(/\{(\w+)\}/g, 'by-$1').match(/[A-Za-z0-9]+/g) ?? [];
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The codes of a route, with those that follow from what it takes. */
function codesOf(route: Route): string[] {
  const { method, headers, problems = [], tag } = route;
  const { params, query, body } = takenBy(route);
  const codes = ['request.malformed', 'request.unknown_host', ...problems];
  if (method !== 'get' && method !== 'head') codes.push('request.cross_site');
  // Operations routes are not limited, and take any query.
  if (tag === OPERATIONS) return codes;
  codes.push('service.overloaded');
  if (params ?? query ?? headers ?? body) codes.push('request.invalid');
  if (body) {
    codes.push('request.bad_json', 'request.bad_encoding', 'request.timeout', 'request.too_large');
    codes.push('request.unsupported_media_type');
  }
  return codes;
}

function toResponses(answers: Route['answers']): Responses {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, content, headers }]) => [
      status,
      { description, ...(content && { content: toMedia(content) }), ...(headers && { headers }) },
    ]),
  );
}

function toProblems(codes: readonly string[], definitions: ProblemDefinitions): Responses {
  const content = toMedia({ [PROBLEM_TYPE]: problem });
  const responses: Responses = { default: { description: 'Another problem (RFC 9457)', content } };
  const descriptions = new Map<number, string>();
  for (const code of new Set(codes)) {
    const status = statusOf(code, definitions);
    const before = descriptions.get(status);
    descriptions.set(status, `${before === undefined ? '' : `${before}, `}\`${code}\``);
  }
  for (const [status, description] of descriptions) {
    responses[status] = { description, content, ...(status === 503 && { headers: retryAfter }) };
  }
  return responses;
}

/** @throws Error  the code is in no catalogue, or is not served */
function statusOf(code: string, definitions: ProblemDefinitions): number {
  const status = STATUS_OF_KIND[definitions[code]?.[0] ?? 'not served'];
  if (status === undefined) throw new Error(`Expected ${code} among the problems that are served.`);
  return status;
}

function toMedia(content: Content) {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}
