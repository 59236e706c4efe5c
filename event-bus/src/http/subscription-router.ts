import type { EventLog } from '@blog/event-log';
import {
  digits,
  jsonBody,
  methodNotAllowed,
  noQuery,
  pageLimit,
  queryParameters,
  setNextLink,
} from '@blog/service-kit';
import { type Request, Router } from 'express';
import type { Subscriptions } from '../domain/subscriptions';
import type { DeliveryTargets } from './delivery-targets';
import { newSubscriberParams, subscriberParams } from './read-query';
import { replayRequest, subscriptionRequest } from './subscription-request';

const BODY_BYTES_MAX = 64 * 1024;

/** The query of GET /subscriptions/:name/parked. */
export const parkedQuery = queryParameters({
  after: digits().default(0),
  limit: pageLimit,
});

const nameOf = (request: Request) => subscriberParams.parse(request.params).name;

export const parkedParams = subscriberParams.extend({ position: digits({ min: 1 }) });
const positionOf = (request: Request) => parkedParams.parse(request.params).position;

/** Everything below /subscriptions. */
export function subscriptionRouter(options: {
  subscriptions: Subscriptions;
  log: EventLog;
  targets: DeliveryTargets;
}): Router {
  const { subscriptions, log, targets } = options;
  const body = jsonBody(BODY_BYTES_MAX);
  const router = Router();

  router
    .route('/subscriptions')
    .get(noQuery, async (_request, response) => void response.json(await subscriptions.list()))
    .all(methodNotAllowed);

  router
    .route('/subscriptions/:name')
    .put(noQuery, body, async (request, response) => {
      const name = newSubscriberParams.parse(request.params).name;
      const { after, from, types, ...settings } = subscriptionRequest.parse(request.body);
      targets.check(settings.url);
      const begin = after ?? (from === 'now' ? log.head : 0);
      const isNew = await subscriptions.put(name, { ...settings, types: types ?? null }, begin);
      response.status(isNew ? 201 : 200).json(await subscriptions.view(name));
    })
    .get(noQuery, async (request, response) => void response.json(await subscriptions.view(nameOf(request))))
    .delete(noQuery, async (request, response) => {
      await subscriptions.remove(nameOf(request));
      response.status(204).end();
    })
    .all(methodNotAllowed);

  router
    .route('/subscriptions/:name/replay')
    .post(noQuery, body, async (request, response) => {
      await subscriptions.replay(nameOf(request), replayRequest.parse(request.body).after);
      response.json(await subscriptions.view(nameOf(request)));
    })
    .all(methodNotAllowed);

  for (const [action, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    router
      .route(`/subscriptions/:name/${action}`)
      .post(noQuery, async (request, response) => {
        await subscriptions.setPaused(nameOf(request), paused);
        response.json(await subscriptions.view(nameOf(request)));
      })
      .all(methodNotAllowed);
  }

  router
    .route('/subscriptions/:name/retry')
    .post(noQuery, async (request, response) => {
      subscriptions.retry(nameOf(request));
      response.status(202).json(await subscriptions.view(nameOf(request)));
    })
    .all(methodNotAllowed);

  router
    .route('/subscriptions/:name/parked')
    .get((request, response) => {
      const range = parkedQuery.parse(request.query);
      const items = subscriptions.parked(nameOf(request), range);
      const cursor = items.length === range.limit ? items.at(-1)?.position : undefined;
      setNextLink(request, response, { name: 'after', cursor });
      response.json(items);
    })
    .delete(noQuery, async (request, response) => {
      response.json({ discarded: await subscriptions.discard(nameOf(request), 'all') });
    })
    .all(methodNotAllowed);

  router
    .route('/subscriptions/:name/parked/redeliver')
    .post(noQuery, async (request, response) => {
      response.status(202).json({ queued: await subscriptions.redeliver(nameOf(request), 'all') });
    })
    .all(methodNotAllowed);

  router
    .route('/subscriptions/:name/parked/:position')
    .delete(noQuery, async (request, response) => {
      await subscriptions.discard(nameOf(request), positionOf(request));
      response.status(204).end();
    })
    .all(methodNotAllowed);

  router
    .route('/subscriptions/:name/parked/:position/redeliver')
    .post(noQuery, async (request, response) => {
      response
        .status(202)
        .json({ queued: await subscriptions.redeliver(nameOf(request), positionOf(request)) });
    })
    .all(methodNotAllowed);
  return router;
}
