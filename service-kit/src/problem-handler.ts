import type { ErrorRequestHandler, RequestHandler } from 'express';
import { z } from 'zod';
import { DomainError } from './domain-error';
import type { Logger } from './logger';
import { sendProblem } from './problem';
import { commonProblems } from './problem-table';
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
  return new DomainError(own ?? 'request.invalid', detail, { errors });
}

/** Express itself refuses a path that cannot be decoded, and no more. */
function fromExpress(error: unknown): DomainError | undefined {
  const isBadPath = error instanceof URIError && (error as { status?: number }).status === 400;
  return isBadPath ? new DomainError('request.malformed', error.message) : undefined;
}

/**
 * Turns every error into RFC 9457 problem+json: a DomainError by its code's status in `problems`, wrong input
 * (ZodError) into 400 with each fault, and anything unknown into 500 without its detail. What is the service's fault is
 * logged, as a sample.
 */
export function problemHandler(options: {
  problems?: Readonly<Record<string, number>>;
  logger: Logger;
}): ErrorRequestHandler {
  const statuses = new Map(Object.entries({ ...commonProblems, ...options.problems }));
  const logger = new SampledLog(options.logger);

  return (error, request, response, _next) => {
    if (response.headersSent) {
      // The status is out already: cutting the connection is the only honest sign of failure left.
      logger.error({ err: error, path: request.path }, 'failed after the answer had begun');
      response.destroy();
      return;
    }
    const expected =
      error instanceof DomainError
        ? error
        : error instanceof z.ZodError
          ? fromZod(error)
          : fromExpress(error);
    const status =
      expected && (statuses.get(expected.code) ?? (error instanceof z.ZodError ? 400 : undefined));
    if (expected === undefined || status === undefined) {
      logger.error({ err: error, method: request.method, path: request.path }, 'unexpected error');
      sendProblem(response, { status: 500, code: 'service.internal', detail: 'Something went wrong here.' });
      return;
    }
    if (status >= 500) {
      const { code, cause } = expected;
      logger.warn({ code, path: request.path, ...(cause !== undefined && { err: cause }) }, expected.message);
    }
    sendProblem(response, {
      status,
      code: expected.code,
      detail: expected.message,
      details: expected.details,
    });
  };
}

/** Answers 404 for a path that no route knows. */
export const unknownRoute: RequestHandler = (request) => {
  throw new DomainError('request.not_found', `No route ${request.path} here; /openapi.json lists them.`);
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
  throw new DomainError('request.method_not_allowed', `Expected one of ${allow}, got ${request.method}.`);
};
