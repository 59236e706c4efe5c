import { type AppSurroundings, createApp, openApiDocument, setAsideRoutes } from '@blog/service-kit';
import type { Express } from 'express';
import { type PostsHttpPorts, postsEndpoints } from './http/posts-endpoints';
import { routes } from './http/routes';
import { problems } from './problems';

const openApi = openApiDocument({
  title: 'Posts',
  description: 'Creates, edits and deletes posts. Every change is told to the bus.',
  routes: { ...routes, ...setAsideRoutes },
  problems,
});

/** The HTTP side of posts, as main.ts serves it and as the tests call it. */
export function createPostsApp(options: PostsHttpPorts & AppSurroundings): Express {
  return createApp({ ...options, endpoints: postsEndpoints(options), openApi });
}
