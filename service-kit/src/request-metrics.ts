import type { RequestHandler } from 'express';
import { Histogram, type Registry } from 'prom-client';

/** Records the duration of each answered request in seconds, by method, route pattern and status. */
export function requestMetrics(metrics: Registry): RequestHandler {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [metrics],
  });
  return (request, response, next) => {
    const startedAt = process.hrtime.bigint();
    response.once('finish', () => {
      const route = (request.route as { path?: string } | undefined)?.path ?? 'unknown';
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      durations.observe({ method: request.method, route, status: response.statusCode }, seconds);
    });
    next();
  };
}
