import { clientAddress, type Endpoint, implement } from '@blog/service-kit';
import type { Followers } from '../domain/followers';
import type { Subscriptions } from '../domain/subscriptions';
import { followerRoutes } from './follower-routes';

export function followerEndpoints(options: {
  followers: Followers;
  subscriptions: Subscriptions;
}): Endpoint[] {
  const { followers, subscriptions } = options;
  return implement(followerRoutes, {
    listSubscribers: async () => [...(await followers.list()), ...(await subscriptions.list())],
    reportFollower: ({ params: { name }, body, request }) => {
      followers.report({ name, address: clientAddress(request), ...body });
    },
    forgetFollower: ({ params: { name }, query: { instance } }) => followers.forget({ name, instance }),
  });
}
