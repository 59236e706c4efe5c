import { post, postRequest } from '@blog/contracts';
import { type DocumentedRoute, openApiDocument, setAsideRoutes } from '@blog/service-kit';
import { z } from 'zod';
import { listQuery, postParams } from './request-schemas';

const onePost = { 'application/json': post };
const createAnswers = { 201: { description: 'Created; Location is its URL', content: onePost } };

const routes: DocumentedRoute[] = [
  {
    method: 'post',
    path: '/posts',
    summary: 'Creates a post',
    body: { 'application/json': postRequest },
    answers: createAnswers,
  },
  {
    method: 'post',
    path: '/posts/create',
    summary: 'The same as POST /posts, under the name that the course gave it',
    body: { 'application/json': postRequest },
    answers: createAnswers,
  },
  {
    method: 'get',
    path: '/posts',
    summary: 'Lists posts, newest first',
    query: listQuery,
    answers: {
      200: {
        description: 'A page of posts; Link rel="next" leads to the next',
        content: { 'application/json': z.array(post) },
      },
    },
  },
  {
    method: 'get',
    path: '/posts/{id}',
    summary: 'Reads a post',
    params: postParams,
    answers: { 200: { description: 'The post', content: onePost } },
  },
  {
    method: 'patch',
    path: '/posts/{id}',
    summary: 'Gives a post another title; the same title again changes nothing',
    params: postParams,
    body: { 'application/json': postRequest },
    answers: { 200: { description: 'The post as it is now', content: onePost } },
  },
  {
    method: 'delete',
    path: '/posts/{id}',
    summary: 'Deletes a post',
    params: postParams,
    answers: { 204: { description: 'Deleted; a second time answers 404' } },
  },
];

export const openApi = openApiDocument({
  title: 'Posts',
  description: 'Creates, edits and deletes posts. Every change is told to the bus.',
  routes: [...routes, ...setAsideRoutes],
});
