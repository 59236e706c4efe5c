import { hash, timingSafeEqual } from 'node:crypto';
import { sendProblem } from '@blog/service-kit';
import type { RequestHandler } from 'express';
import { LAB_SECRET_HEADER } from '../domain/lab-state';
import { problems } from '../problems';

/** Of constant length, as timingSafeEqual requires. */
const digest = (text: string) => hash('sha256', text, 'buffer');

/** Refuses every request without the secret, on all routes alike. */
export function requireSecret(secret: string): RequestHandler {
  const expected = digest(secret);
  return (request, response, next) => {
    const came = request.headers[LAB_SECRET_HEADER];
    if (timingSafeEqual(digest(String(came ?? '')), expected)) return next();
    const detail = `Expected the lab's secret in ${LAB_SECRET_HEADER}: it is called through the page's own server.`;
    sendProblem(response, problems.error('lab.forbidden', detail));
  };
}
