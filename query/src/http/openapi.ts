import { commentView, postView } from '@blog/contracts';
import { type DocumentedRoute, openApiDocument, setAsideRoutes } from '@blog/service-kit';
import { z } from 'zod';
import { listQuery, postParams, streamQuery } from './request-schemas';

const stream = z.string().meta({
  description:
    'Server-Sent Events: `post` with a view, or `post-deleted` with an id, each time a post changes; `id` is the ' +
    'position of the change. Begins after Last-Event-ID or ?after, or now. To a slow reader only the last of several ' +
    'changes to a post is sent.',
});

const routes: DocumentedRoute[] = [
  {
    method: 'get',
    path: '/posts',
    summary: 'Lists posts with their newest comments, newest post first; or streams them as they change',
    query: listQuery.extend(streamQuery.shape),
    answers: {
      200: {
        description:
          'A page of posts; Link rel="next" leads to the next, Event-Position says how far the log is in it',
        content: { 'application/json': z.array(postView), 'text/event-stream': stream },
      },
    },
  },
  {
    method: 'get',
    path: '/posts/{id}',
    summary: 'Reads a post with its newest comments; or streams it as it changes',
    params: postParams,
    query: streamQuery,
    answers: {
      200: {
        description: 'The post; Event-Position says how far the log is in it',
        content: { 'application/json': postView, 'text/event-stream': stream },
      },
    },
  },
  {
    method: 'get',
    path: '/posts/{id}/comments',
    summary: "Lists a post's newest comments, oldest of the page first",
    params: postParams,
    query: listQuery,
    answers: {
      200: {
        description: 'A page of comments; Link rel="next" leads to older ones',
        content: { 'application/json': z.array(commentView) },
      },
    },
  },
];

export const openApi = openApiDocument({
  title: 'Query',
  description: 'The read model: posts with their comments, built from the log.',
  routes: [...routes, ...setAsideRoutes],
});
