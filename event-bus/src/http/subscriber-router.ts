import { clientAddress, jsonBody, methodNotAllowed } from '@blog/service-kit';
import { Router } from 'express';
import { z } from 'zod';
import type { Followers } from '../domain/followers';
import type { Subscriptions } from '../domain/subscriptions';
import { newSubscriberName, subscriberName } from './read-query';
import { followerReport } from './subscription-request';

const BODY_BYTES_MAX = 16 * 1024;

/** The query of DELETE /followers/:name. */
export const forgetQuery = z.strictObject({ instance: subscriberName.default('-') });

/** GET /subscribers, and /followers/:name where followers report and old ones are forgotten. */
export function subscriberRouter(options: { followers: Followers; subscriptions: Subscriptions }): Router {
  const { followers, subscriptions } = options;
  const router = Router();
  router
    .route('/subscribers')
    .get(async (_request, response) => {
      response.json([...(await followers.list()), ...(await subscriptions.list())]);
    })
    .all(methodNotAllowed);
  router
    .route('/followers/:name')
    .put(jsonBody(BODY_BYTES_MAX), (request, response) => {
      followers.report({
        name: newSubscriberName.parse(request.params.name),
        address: clientAddress(request),
        ...followerReport.parse(request.body),
      });
      response.status(204).end();
    })
    .delete(async (request, response) => {
      const { instance } = forgetQuery.parse(request.query);
      await followers.forget({ name: subscriberName.parse(request.params.name), instance });
      response.status(204).end();
    })
    .all(methodNotAllowed);
  return router;
}
