import {
  type AppSurroundings,
  createApp,
  openApiDocument,
  receiveDeliveries,
  type StoredEvent,
} from '@blog/service-kit';
import type { Express } from 'express';
import { routes } from './http/routes';
import { problems } from './problems';

const openApi = openApiDocument({
  title: 'Moderation',
  description: 'Approves or rejects comments. It holds no state.',
  routes,
  problems,
});

/** The HTTP side of moderation, as main.ts serves it and as the tests call it. */
export function createModerationApp(
  options: { onEvents(events: readonly StoredEvent[]): Promise<void> } & AppSurroundings,
): Express {
  const endpoints = [receiveDeliveries(routes.takeEvents, options.onEvents)];
  return createApp({ ...options, endpoints, openApi });
}
