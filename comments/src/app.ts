import { type AppSurroundings, createApp, openApiDocument, setAsideRoutes } from '@blog/service-kit';
import type { Express } from 'express';
import { type CommentsHttpPorts, commentsEndpoints } from './http/comments-endpoints';
import { routes } from './http/routes';
import { problems } from './problems';

const openApi = openApiDocument({
  title: 'Comments',
  description: 'Keeps comments and their status. Every change is told to the bus.',
  routes: { ...routes, ...setAsideRoutes },
  problems,
});

/** The HTTP side of comments, as main.ts serves it and as the tests call it. */
export function createCommentsApp(options: CommentsHttpPorts & AppSurroundings): Express {
  return createApp({ ...options, endpoints: commentsEndpoints(options), openApi });
}
