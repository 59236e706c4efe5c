import type { RequestHandler } from 'express';
import { z } from 'zod';

/** The schema of a query that has these parameters and no others; what refuses another names those that there are. */
export function queryParameters<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  const expected = known.length === 0 ? 'expected no parameters' : `expected only ${known.join(', ')}`;
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${expected}, got ${(issue.keys as string[]).join(', ')}`
        : undefined,
  });
}

const nothing = queryParameters({});

/** Refuses every query, for a route that takes none: what is passed over may have been meant for something. */
export const noQuery: RequestHandler = (request, _response, next) => {
  if (request.originalUrl.includes('?')) nothing.parse(request.query);
  next();
};
