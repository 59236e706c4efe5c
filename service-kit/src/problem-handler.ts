import type { ErrorRequestHandler, RequestHandler } from 'express';
import { z } from 'zod';
import { DomainError } from './domain-error';
import type { Logger } from './logger';
import { sendProblem } from './problem';
import { STATUS_OF_KIND } from './problem-kinds';
import { problems } from './problems';
import { SampledLog } from './sampled-log';

/** Of a body with a fault in each of its items: an answer as long as that would be an attack on the service. */
const FAULTS_SHOWN_MAX = 20;

function fromZod(error: z.ZodError): DomainError {
  const errors = error.issues.slice(0, FAULTS_SHOWN_MAX).map((issue) => ({
    pointer: `/${issue.path.join('/')}`,
    code: issue.code === 'custom' ? (issue.params?.code as string | undefined) : issue.code,
    detail: issue.message,
  }));
  const own = error.issues.find((issue) => issue.code === 'custom')?.params?.code as string | undefined;
  const shown = errors.map(({ pointer, detail: what }) => `${pointer}: ${what}`).join('; ');
  const hidden = error.issues.length - errors.length;
  const detail = hidden === 0 ? shown : `${shown}; and ${hidden} more`;
  // Faults of a text have codes of their own, which its schema gives them.
  return own === undefined
    ? problems.error('request.invalid', detail, { errors })
    : new DomainError({ code: own, kind: 'invalid' }, detail, { errors });
}

/** Express itself refuses a path that cannot be decoded, and no more. */
function fromExpress(error: unknown): DomainError | undefined {
  const isBadPath = error instanceof URIError && (error as { status?: number }).status === 400;
  return isBadPath ? problems.error('request.malformed', error.message) : undefined;
}

/**
 * Turns every error into RFC 9457 problem+json: a DomainError by its kind, wrong input (ZodError) into 400 with each fault, and
 * anything unknown into 500 without its detail. What is the service's fault is logged, as a sample.
 */
export function problemHandler(options: { logger: Logger }): ErrorRequestHandler {
  const logger = new SampledLog(options.logger);

  return (error, request, response, _next) => {
    if (response.headersSent) {
      // The status is out already: cutting the connection is the only honest sign of failure left.
      logger.error({ err: error, path: request.path }, 'failed after the answer had begun');
      response.destroy();
      return;
    }
    const expected = expectedOf(error);
    const status = expected && STATUS_OF_KIND[expected.kind];
    if (expected === undefined || status === undefined) {
      logger.error({ err: error, method: request.method, path: request.path }, 'unexpected error');
      sendProblem(response, problems.error('service.internal', 'Something went wrong here.'));
      return;
    }
    if (status >= 500) {
      const { code, cause } = expected;
      logger.warn({ code, path: request.path, ...(cause !== undefined && { err: cause }) }, expected.message);
    }
    sendProblem(response, expected);
  };
}

function expectedOf(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  return error instanceof z.ZodError ? fromZod(error) : fromExpress(error);
}

/** Answers 404 for a path that no route knows. */
export const unknownRoute: RequestHandler = (request) => {
  throw problems.error('request.not_found', `No route ${request.path} here; /openapi.json lists them.`);
};

/**
 * Ends a `router.route(…)` chain: answers 405 with `Allow` for a method that the path does not have, and OPTIONS with 204 and
 * the same; what a preflight asks beside it, CORS has answered. Where there is GET, Express has HEAD as well.
 */
export const methodNotAllowed: RequestHandler = (request, response) => {
  const methods = (request.route as { methods: Record<string, boolean> }).methods;
  const own = Object.keys(methods).filter((method) => method !== '_all' && method !== 'head');
  const allowed = own.flatMap((method) => (method === 'get' ? ['get', 'head'] : method));
  const allow = allowed.map((method) => method.toUpperCase()).join(', ');
  response.setHeader('Allow', allow);
  if (request.method === 'OPTIONS') {
    response.status(204).end();
    return;
  }
  throw problems.error('request.method_not_allowed', `Expected one of ${allow}, got ${request.method}.`);
};
