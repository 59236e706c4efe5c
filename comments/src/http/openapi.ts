import { commentRequest, commentView } from '@blog/contracts';
import { type DocumentedRoute, openApiDocument, setAsideRoutes } from '@blog/service-kit';
import { z } from 'zod';
import { commentParams, listQuery, postParams } from './request-schemas';

const oneComment = { 'application/json': commentView };

const routes: DocumentedRoute[] = [
  {
    method: 'post',
    path: '/posts/{id}/comments',
    summary: 'Creates a comment on a post; it is pending until moderation decides',
    params: postParams,
    body: { 'application/json': commentRequest },
    answers: { 201: { description: 'Created; Location is its URL', content: oneComment } },
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
  {
    method: 'get',
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Reads a comment',
    params: commentParams,
    answers: { 200: { description: 'The comment', content: oneComment } },
  },
  {
    method: 'patch',
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Gives a comment another text, which makes it pending again; the same text changes nothing',
    params: commentParams,
    body: { 'application/json': commentRequest },
    answers: { 200: { description: 'The comment as it is now', content: oneComment } },
  },
  {
    method: 'delete',
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Deletes a comment',
    params: commentParams,
    answers: { 204: { description: 'Deleted; a second time answers 404' } },
  },
];

export const openApi = openApiDocument({
  title: 'Comments',
  description: 'Keeps comments and their status. Every change is told to the bus.',
  routes: [...routes, ...setAsideRoutes],
});
