import { defineRoutes, deliveryRoute } from '@blog/service-kit';

export const routes = defineRoutes({
  takeEvents: deliveryRoute({
    path: '/events',
    summary: 'Takes events that the bus pushes, a batch as a whole; answers once the log has every decision',
    problems: ['event.unreadable', 'decision.refused', 'bus.unavailable'],
  }),
});
