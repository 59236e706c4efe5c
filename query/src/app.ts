import { type AppSurroundings, createApp } from '@blog/service-kit';
import type { Express } from 'express';
import { openApi } from './http/openapi';
import { problemTable } from './http/problem-table';
import { queryRouter } from './http/query-router';
import type { StreamPorts } from './http/stream-views';

/** The HTTP side of query, as main.ts serves it and as the tests call it. Streams end when `closing` is aborted. */
export function createQueryApp(options: StreamPorts & AppSurroundings): Express {
  return createApp({ ...options, routers: [queryRouter(options)], openApi, problems: problemTable });
}
