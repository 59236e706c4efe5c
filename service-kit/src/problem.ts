import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import { z } from 'zod';

export const PROBLEM_TYPE = 'application/problem+json';

/** An RFC 9457 problem document. `code` is stable and meant for programs; `detail` is meant for people. */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  code: z.string(),
  detail: z.string(),
});

/** Makes an RFC 9457 problem document; `details` are its extension members. */
export function problemDocument(problem: {
  status: number;
  code: string;
  detail: string;
  details?: Readonly<Record<string, unknown>>;
}) {
  const { status, code, detail, details } = problem;
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail, ...details };
}

/** Answers with a problem document; a 503 or 429 tells when to come again (seconds). */
export function sendProblem(response: Response, problem: Parameters<typeof problemDocument>[0]): void {
  if (problem.status === 503 || problem.status === 429) response.setHeader('Retry-After', '1');
  response
    .status(problem.status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemDocument(problem)));
}
