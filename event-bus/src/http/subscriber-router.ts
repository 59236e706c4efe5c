import { clientAddress, jsonBody, methodNotAllowed, noQuery, queryParameters } from '@blog/service-kit';
import { Router } from 'express';
import type { Followers } from '../domain/followers';
import type { Subscriptions } from '../domain/subscriptions';
import { followerReport } from './follower-report';
import { newSubscriberParams, subscriberName, subscriberParams } from './read-query';

const BODY_BYTES_MAX = 16 * 1024;

/** The query of DELETE /followers/:name. */
export const forgetQuery = queryParameters({ instance: subscriberName.default('-') });

/** GET /subscribers, and /followers/:name where followers report and old ones are forgotten. */
export function subscriberRouter(options: { followers: Followers; subscriptions: Subscriptions }): Router {
  const { followers, subscriptions } = options;
  const router = Router();
  router
    .route('/subscribers')
    .get(noQuery, async (_request, response) => {
      response.json([...(await followers.list()), ...(await subscriptions.list())]);
    })
    .all(methodNotAllowed);
  router
    .route('/followers/:name')
    .put(noQuery, jsonBody(BODY_BYTES_MAX), (request, response) => {
      followers.report({
        name: newSubscriberParams.parse(request.params).name,
        address: clientAddress(request),
        ...followerReport.parse(request.body),
      });
      response.status(204).end();
    })
    .delete(async (request, response) => {
      const { instance } = forgetQuery.parse(request.query);
      await followers.forget({ name: subscriberParams.parse(request.params).name, instance });
      response.status(204).end();
    })
    .all(methodNotAllowed);
  return router;
}
