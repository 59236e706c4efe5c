import { type AppSurroundings, createApp, openApiDocument, setAsideRoutes } from '@blog/service-kit';
import type { Express } from 'express';
import { type QueryHttpPorts, queryEndpoints } from './http/query-endpoints';
import { routes } from './http/routes';
import { problems } from './problems';

const openApi = openApiDocument({
  title: 'Query',
  description: 'The read model: posts with their comments, built from the log.',
  routes: { ...routes, ...setAsideRoutes },
  problems,
});

/** The HTTP side of query, as main.ts serves it and as the tests call it. Streams end when `closing` is aborted. */
export function createQueryApp(options: QueryHttpPorts & AppSurroundings): Express {
  return createApp({ ...options, endpoints: queryEndpoints(options), openApi });
}
