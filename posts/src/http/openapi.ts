import { post, postRequest } from '@blog/contracts';
import {
  answerHeaders,
  changeConditions,
  creationHeaders,
  type DocumentedRoute,
  openApiDocument,
  readConditions,
  setAsideRoutes,
} from '@blog/service-kit';
import { z } from 'zod';
import { problemTable } from './problem-table';
import { listQuery, postParams } from './request-schemas';

const postDocument = post.meta({ id: 'Post' });
const request = { 'application/json': postRequest.meta({ id: 'PostRequest' }) };
const onePost = { 'application/json': postDocument };
const titleFaults = ['empty', 'too_long', 'control_character', 'malformed'].map(
  (fault) => `post.title_${fault}`,
);
const keyFaults = ['idempotency.bad_key', 'idempotency.under_way', 'idempotency.key_reused'];
const found = ['post.not_found', 'posts.not_caught_up', 'post.changed'];
const createAnswers = {
  201: { description: 'Created; Location is its URL', content: onePost, headers: answerHeaders.created },
};

const routes: DocumentedRoute[] = [
  {
    method: 'post',
    path: '/posts',
    summary: 'Creates a post',
    headers: creationHeaders,
    body: request,
    answers: createAnswers,
    problems: [...titleFaults, ...keyFaults],
  },
  {
    method: 'post',
    path: '/posts/create',
    summary: 'The same as POST /posts, under the name that the course gave it',
    headers: creationHeaders,
    body: request,
    answers: createAnswers,
    problems: [...titleFaults, ...keyFaults],
  },
  {
    method: 'get',
    path: '/posts',
    summary: 'Lists posts, newest first',
    query: listQuery,
    answers: {
      200: {
        description: 'A page of posts; Link rel="next" leads to the next',
        content: { 'application/json': z.array(postDocument) },
        headers: answerHeaders.link,
      },
    },
  },
  {
    method: 'get',
    path: '/posts/{id}',
    summary: 'Reads a post',
    problems: found,
    params: postParams,
    headers: readConditions,
    answers: {
      200: { description: 'The post', content: onePost, headers: answerHeaders.etag },
      304: { description: 'The client has it already', headers: answerHeaders.etag },
    },
  },
  {
    method: 'patch',
    path: '/posts/{id}',
    summary: 'Gives a post another title; the same title again changes nothing',
    problems: [...titleFaults, ...found, 'post.no_version_left'],
    params: postParams,
    headers: changeConditions,
    body: request,
    answers: {
      200: { description: 'The post as it is now', content: onePost, headers: answerHeaders.changed },
    },
  },
  {
    method: 'delete',
    path: '/posts/{id}',
    summary: 'Deletes a post',
    problems: [...found, 'post.no_version_left'],
    params: postParams,
    headers: changeConditions,
    answers: { 204: { description: 'Deleted; a second time answers 404', headers: answerHeaders.told } },
  },
];

export const openApi = openApiDocument({
  title: 'Posts',
  description: 'Creates, edits and deletes posts. Every change is told to the bus.',
  routes: [...routes, ...setAsideRoutes],
  problems: { ...problemTable, ...Object.fromEntries(titleFaults.map((code) => [code, 400])) },
});
