import { type AppSurroundings, createApp } from '@blog/service-kit';
import type { Express } from 'express';
import { type CommentsHttpPorts, commentsRouter } from './http/comments-router';
import { openApi } from './http/openapi';

/** The HTTP side of comments, as main.ts serves it and as the tests call it. */
export function createCommentsApp(options: CommentsHttpPorts & AppSurroundings): Express {
  return createApp({ ...options, routers: [commentsRouter(options)], openApi });
}
