import { type AppSurroundings, createApp, type StoredEvent, subscriptionReceiver } from '@blog/service-kit';
import type { Express } from 'express';
import { openApi } from './http/openapi';

/** The HTTP side of moderation, as main.ts serves it and as the tests call it. */
export function createModerationApp(
  options: { onEvents(events: readonly StoredEvent[]): Promise<void> } & AppSurroundings,
): Express {
  const receiver = subscriptionReceiver({ path: '/events', handle: options.onEvents });
  return createApp({ ...options, routers: [receiver], openApi });
}
