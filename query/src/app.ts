import { type AppSurroundings, createApp } from '@blog/service-kit';
import type { Express } from 'express';
import { openApi } from './http/openapi';
import { type QueryHttpPorts, queryRouter } from './http/query-router';

/** The HTTP side of query, as main.ts serves it and as the tests call it. Streams end when `closing` is aborted. */
export function createQueryApp(options: QueryHttpPorts & AppSurroundings): Express {
  return createApp({ ...options, routers: [queryRouter(options)], openApi });
}
