import type { EventLog } from '@blog/event-log';
import { type Endpoint, type Input, implement, setNextLink } from '@blog/service-kit';
import type { Subscriptions } from '../domain/subscriptions';
import type { DeliveryTargets } from './delivery-targets';
import { subscriptionRoutes as routes } from './subscription-routes';

export function subscriptionEndpoints(options: {
  subscriptions: Subscriptions;
  log: EventLog;
  targets: DeliveryTargets;
}): Endpoint[] {
  const { subscriptions, log, targets } = options;

  async function setPaused({ params: { name } }: Input<typeof routes.pause>, paused: boolean) {
    await subscriptions.setPaused(name, paused);
    return subscriptions.view(name);
  }

  return implement(routes, {
    listSubscriptions: () => subscriptions.list(),
    putSubscription: async ({ params: { name }, body, response }) => {
      const { after, from, types = null, ...settings } = body;
      targets.check(settings.url);
      const begin = after ?? (from === 'now' ? log.head : 0);
      const isNew = await subscriptions.put(name, { ...settings, types }, begin);
      if (isNew) response.status(201);
      return subscriptions.view(name);
    },
    readSubscription: ({ params: { name } }) => subscriptions.view(name),
    deleteSubscription: ({ params: { name } }) => subscriptions.remove(name),
    replay: async ({ params: { name }, body: { after } }) => {
      await subscriptions.replay(name, after);
      return subscriptions.view(name);
    },
    pause: (input) => setPaused(input, true),
    resume: (input) => setPaused(input, false),
    retry: ({ params: { name } }) => {
      subscriptions.retry(name);
      return subscriptions.view(name);
    },
    listParked: ({ params: { name }, query, request, response }) => {
      const items = subscriptions.parked(name, query);
      const cursor = items.length === query.limit ? items.at(-1)?.position : undefined;
      setNextLink(request, response, { name: 'after', cursor });
      return items;
    },
    discardAllParked: async ({ params: { name } }) => ({
      discarded: await subscriptions.discard(name, 'all'),
    }),
    redeliverAllParked: async ({ params: { name } }) => ({
      queued: await subscriptions.redeliver(name, 'all'),
    }),
    discardParked: async ({ params: { name, position } }) => {
      await subscriptions.discard(name, position);
    },
    redeliverParked: async ({ params: { name, position } }) => ({
      queued: await subscriptions.redeliver(name, position),
    }),
  });
}
