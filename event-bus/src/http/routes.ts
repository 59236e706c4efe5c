import { eventRoutes } from './event-routes';
import { followerRoutes } from './follower-routes';
import { subscriptionRoutes } from './subscription-routes';
import { typeRoutes } from './type-routes';

/** Every route of the bus, whichever of its replicas answers it. */
export const routes = { ...eventRoutes, ...followerRoutes, ...subscriptionRoutes, ...typeRoutes };
