import type { RequestHandler } from 'express';
import { problems } from './problems';

/** Answers 503 with `Retry-After` while `inFlightMax` requests are under way (open streams count too). */
export function limitRequests(inFlightMax: number): RequestHandler {
  let inFlight = 0;
  return (_request, response, next) => {
    if (inFlight >= inFlightMax) {
      throw problems.error('service.overloaded', `More than ${inFlightMax} requests at once; try again.`);
    }
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
    next();
  };
}
