import { type AppSurroundings, createApp } from '@blog/service-kit';
import type { Express } from 'express';
import { openApi } from './http/openapi';
import { type PostsHttpPorts, postsRouter } from './http/posts-router';
import { problemTable } from './http/problem-table';

/** The HTTP side of posts, as main.ts serves it and as the tests call it. */
export function createPostsApp(options: PostsHttpPorts & AppSurroundings): Express {
  return createApp({ ...options, routers: [postsRouter(options)], openApi, problems: problemTable });
}
