import type { ErrorRequestHandler, RequestHandler } from 'express';
import { z } from 'zod';
import { DomainError } from './domain-error';
import type { Logger } from './logger';
import { sendProblem } from './problem';
import { commonProblems } from './problem-table';

/** What body-parser and Express themselves refuse, by their `type` or status. */
const LIBRARY_ERRORS: Readonly<Record<string, { code: string; detail: string }>> = {
  'entity.parse.failed': { code: 'request.bad_json', detail: 'Expected a body of valid JSON.' },
  'entity.too.large': { code: 'request.too_large', detail: 'The body is larger than this route accepts.' },
  'encoding.unsupported': { code: 'request.unsupported_media_type', detail: 'Unknown Content-Encoding.' },
  'charset.unsupported': { code: 'request.unsupported_media_type', detail: 'Expected a body in UTF-8.' },
  'request.aborted': { code: 'request.aborted', detail: 'The body ended before its announced length.' },
  'request.size.invalid': { code: 'request.aborted', detail: 'The body is not as long as announced.' },
};

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

function fromLibrary(error: unknown): DomainError | undefined {
  const { type, status, expose } = error as { type?: string; status?: number; expose?: boolean };
  const known = type === undefined ? undefined : LIBRARY_ERRORS[type];
  if (known !== undefined) return new DomainError(known.code, known.detail);
  // Only body-parser's errors (http-errors, `expose`) and a path that cannot be decoded are about this request.
  const isAboutRequest = expose === true || error instanceof URIError;
  const isClientFault = isAboutRequest && typeof status === 'number' && status >= 400 && status < 500;
  return isClientFault ? new DomainError('request.malformed', (error as Error).message) : undefined;
}

/**
 * Turns every error into RFC 9457 problem+json: a DomainError by its code's status in `problems`, wrong input
 * (ZodError) into 400 with each fault, and anything unknown into 500 without its detail, logged once.
 */
export function problemHandler(options: {
  problems?: Readonly<Record<string, number>>;
  logger: Logger;
}): ErrorRequestHandler {
  const table: Readonly<Record<string, number>> = { ...commonProblems, ...options.problems };

  return (error, request, response, _next) => {
    if (response.headersSent) {
      // The status is out already: cutting the connection is the only honest sign of failure left.
      options.logger.error({ err: error, path: request.path }, 'failed after the answer had begun');
      response.destroy();
      return;
    }
    const expected =
      error instanceof DomainError
        ? error
        : error instanceof z.ZodError
          ? fromZod(error)
          : fromLibrary(error);
    const status = expected && (table[expected.code] ?? (error instanceof z.ZodError ? 400 : undefined));
    if (expected === undefined || status === undefined) {
      options.logger.error({ err: error, method: request.method, path: request.path }, 'unexpected error');
      sendProblem(response, { status: 500, code: 'service.internal', detail: 'Something went wrong here.' });
      return;
    }
    if (status >= 500) {
      const { code, cause } = expected;
      options.logger.warn(
        { code, path: request.path, ...(cause !== undefined && { err: cause }) },
        expected.message,
      );
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

/** Ends a `router.route(…)` chain: answers 405 with `Allow` for a method that the path does not have. */
export const methodNotAllowed: RequestHandler = (request, response) => {
  const methods = (request.route as { methods: Record<string, boolean> }).methods;
  const allowed = Object.keys(methods).filter((method) => method !== '_all');
  const allow = allowed.map((method) => method.toUpperCase()).join(', ');
  response.setHeader('Allow', allow);
  throw new DomainError('request.method_not_allowed', `Expected one of ${allow}, got ${request.method}.`);
};
