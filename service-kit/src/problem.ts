import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import { z } from 'zod';
import type { DomainError } from './domain-error';
import { STATUS_OF_KIND } from './problem-kinds';

export const PROBLEM_TYPE = 'application/problem+json';

/** An RFC 9457 problem document. `code` is stable and meant for programs; `detail` is meant for people. */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  code: z.string(),
  detail: z.string(),
});

/**
 * Makes the RFC 9457 problem document of an error; its `details` become extension members.
 * @throws Error  it is of a kind that is not served
 */
export function problemDocument({ code, kind, message, details }: DomainError) {
  const status = STATUS_OF_KIND[kind];
  if (status === undefined) throw new Error(`${code} is not served over HTTP.`);
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail: message,
    ...details,
  };
}

/** Answers with the problem document of an error; a 503 says when to come again (seconds). */
export function sendProblem(response: Response, error: DomainError): void {
  const problem = problemDocument(error);
  if (problem.status === 503) response.setHeader('Retry-After', '1');
  response.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}
