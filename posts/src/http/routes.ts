import { entityId, post, postRequest, textProblems } from '@blog/contracts';
import {
  answerHeaders,
  changeConditions,
  creationHeaders,
  creationProblems,
  defineRoutes,
  pageLimit,
  queryParameters,
  readConditions,
} from '@blog/service-kit';
import { z } from 'zod';

/** The longest title, every character escaped, fits many times. */
const BODY_BYTES_MAX = 16 * 1024;

const postDocument = post.meta({ id: 'Post' });
const body = { schema: postRequest.meta({ id: 'PostRequest' }), bytesMax: BODY_BYTES_MAX };
const params = z.object({ id: entityId });
const onePost = { 'application/json': postDocument };
const titleFaults = Object.keys(textProblems('post.title'));
const found = ['post.not_found', 'posts.not_caught_up', 'post.changed'];

const create = {
  method: 'post',
  headers: creationHeaders,
  body,
  answers: {
    201: { description: 'Created; Location is its URL', content: onePost, headers: answerHeaders.created },
  },
  problems: [...titleFaults, ...creationProblems],
} as const;

export const routes = defineRoutes({
  listPosts: {
    method: 'get',
    path: '/posts',
    summary: 'Lists posts, newest first',
    query: queryParameters({
      limit: pageLimit,
      before: entityId
        .optional()
        .describe('the last post of the page before; `Link` has the whole URL of the next page'),
    }),
    answers: {
      200: {
        description: 'A page of posts; Link rel="next" leads to the next',
        content: { 'application/json': z.array(postDocument) },
        headers: answerHeaders.link,
      },
    },
    problems: ['post.not_found'],
  },
  createPost: { ...create, path: '/posts', summary: 'Creates a post' },
  createPostOfCourse: {
    ...create,
    path: '/posts/create',
    summary: 'The same as POST /posts, under the name that the course gave it',
  },
  readPost: {
    method: 'get',
    path: '/posts/{id}',
    summary: 'Reads a post',
    params,
    headers: readConditions,
    answers: {
      200: { description: 'The post', content: onePost, headers: answerHeaders.etag },
      304: { description: 'The client has it already', headers: answerHeaders.etag },
    },
    problems: found,
  },
  editPost: {
    method: 'patch',
    path: '/posts/{id}',
    summary: 'Gives a post another title; the same title again changes nothing',
    params,
    headers: changeConditions,
    body,
    answers: {
      200: { description: 'The post as it is now', content: onePost, headers: answerHeaders.changed },
    },
    problems: [...titleFaults, ...found, 'post.no_version_left'],
  },
  deletePost: {
    method: 'delete',
    path: '/posts/{id}',
    summary: 'Deletes a post',
    params,
    headers: changeConditions,
    answers: { 204: { description: 'Deleted; a second time answers 404', headers: answerHeaders.told } },
    problems: [...found, 'post.no_version_left'],
  },
});
