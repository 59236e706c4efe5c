import type { RequestHandler } from 'express';
import { z } from 'zod';

/** A DNS name, as the spec demands, or the name of a machine. */
const origin = z.string().regex(/^[\w.:-]{1,253}$/, 'expected a host name in WebHook-Request-Origin');
/** Requests per minute. */
const RATE = /^[1-9]\d{0,8}$/;

/**
 * Grants an OPTIONS request with `WebHook-Request-Origin` what it asks for: deliveries from that origin, at that rate (CloudEvents,
 * HTTP 1.1 Web Hooks for Event Delivery 1.0.2, section 4). Ignores any other request. `methodNotAllowed` comes after it and answers
 * with `Allow`.
 */
export const grantHandshake: RequestHandler = (request, response, next) => {
  const asked = request.get('webhook-request-origin');
  if (request.method === 'OPTIONS' && asked !== undefined) {
    const rate = request.get('webhook-request-rate') ?? '';
    response.setHeader('WebHook-Allowed-Origin', origin.parse(asked));
    response.setHeader('WebHook-Allowed-Rate', RATE.test(rate) ? rate : '*');
  }
  next();
};
