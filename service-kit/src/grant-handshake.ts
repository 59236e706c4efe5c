import type { RequestHandler } from 'express';
import { z } from 'zod';

/** A DNS name, as the specification says, or a machine's own name. */
const origin = z.string().regex(/^[\w.:-]{1,253}$/, 'expected a host name in WebHook-Request-Origin');
/** Requests per minute. */
const RATE = /^[1-9]\d{0,8}$/;

/**
 * Agrees to deliveries if OPTIONS asks for them with `WebHook-Request-Origin` (CloudEvents, HTTP 1.1 Web Hooks for Event Delivery
 * 1.0.2, section 4), from that origin and at the requested rate. Ignores any other request. Comes before
 * `methodNotAllowed`, which answers with `Allow`.
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
