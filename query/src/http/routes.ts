import { COMMENTS_IN_VIEW_MAX, commentView, entityId, postView, searchHit } from '@blog/contracts';
import { answerHeaders, defineRoutes, SSE_TYPE } from '@blog/service-kit';
import { z } from 'zod';
import { listQuery, SEARCH_PAGE_LIMIT_MAX, searchQuery, viewQuery } from './queries';
import { streamQuery } from './stream-request';

const comment = commentView.meta({ id: 'Comment' });
const post = postView
  .extend({ comments: z.array(comment).max(COMMENTS_IN_VIEW_MAX) })
  .meta({ id: 'PostView' });
const hit = searchHit.extend({ comment: comment.optional() }).meta({ id: 'SearchHit' });
const params = z.object({ id: entityId });
const waits = ['log.position_unknown', 'query.position_not_applied', 'query.too_many_waits'];
const found = ['post.not_found', 'query.not_caught_up', ...waits];
const readPosition = z.object({
  'Event-Position': z.string().describe('up to which position of the log the answer is complete'),
});
const pageHeaders = readPosition.extend(answerHeaders.link.shape);
const streamHeaders = z.object({
  'Last-Event-ID': z
    .string()
    .optional()
    .describe('a stream begins after this position; it wins over `after`'),
});

const stream = z.string().meta({
  description:
    'Server-Sent Events: `post` with a view, or `post-deleted` with an id, each time a post changes; `id` is the ' +
    'position of the change. Begins after Last-Event-ID or ?after, or now. To a slow reader only the last of several ' +
    'changes to a post is sent.',
});

/** `readByHandler`: which query is right depends on `Accept`; JSON and a stream take different ones. */
export const routes = defineRoutes({
  listPosts: {
    method: 'get',
    path: '/posts',
    summary: 'Lists posts with their newest comments, newest post first; or streams them as they change',
    readByHandler: { query: listQuery.extend(streamQuery.shape) },
    headers: streamHeaders,
    answers: {
      200: {
        description:
          'A page of posts; Link rel="next" leads to the next, Event-Position says how far the log is in it',
        content: { 'application/json': z.array(post), [SSE_TYPE]: stream },
        headers: pageHeaders,
      },
    },
    problems: ['query.not_caught_up', ...waits, 'streams.too_many'],
  },
  readPost: {
    method: 'get',
    path: '/posts/{id}',
    summary: 'Reads a post with its newest comments; or streams it as it changes',
    params,
    readByHandler: { query: viewQuery.extend(streamQuery.shape) },
    headers: streamHeaders,
    answers: {
      200: {
        description: 'The post; Event-Position says how far the log is in it',
        content: { 'application/json': post, [SSE_TYPE]: stream },
        headers: readPosition,
      },
    },
    problems: [...found, 'streams.too_many'],
  },
  listComments: {
    method: 'get',
    path: '/posts/{id}/comments',
    summary: "Lists a post's newest comments, oldest of the page first",
    tag: 'comments',
    params,
    query: listQuery,
    answers: {
      200: {
        description: 'A page of comments; Link rel="next" leads to older ones',
        content: { 'application/json': z.array(comment) },
        headers: pageHeaders,
      },
    },
    problems: found,
  },
  search: {
    method: 'get',
    path: '/search',
    summary: 'Finds posts by their titles and comments by their texts, newest first, in all of history',
    query: searchQuery,
    answers: {
      200: {
        description:
          'A page of what was found; it may hold fewer than `limit`, and is the last only if it has no Link rel="next"',
        content: { 'application/json': z.array(hit).max(SEARCH_PAGE_LIMIT_MAX) },
        headers: pageHeaders,
      },
    },
    problems: ['query.not_caught_up', 'query.too_many_searches', ...waits],
  },
});
