import { commentRequest, commentView } from '@blog/contracts';
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
import { commentParams, listQuery, postParams } from './request-schemas';

const oneComment = { 'application/json': commentView };

const routes: DocumentedRoute[] = [
  {
    method: 'post',
    path: '/posts/{id}/comments',
    summary: 'Creates a comment on a post; it is pending until moderation decides',
    params: postParams,
    headers: creationHeaders,
    body: { 'application/json': commentRequest },
    answers: {
      201: {
        description: 'Created; Location is its URL',
        content: oneComment,
        headers: answerHeaders.created,
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
        headers: answerHeaders.link,
      },
    },
  },
  {
    method: 'get',
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Reads a comment',
    params: commentParams,
    headers: readConditions,
    answers: {
      200: { description: 'The comment', content: oneComment, headers: answerHeaders.etag },
      304: { description: 'The client has it already', headers: answerHeaders.etag },
    },
  },
  {
    method: 'patch',
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Gives a comment another text, which makes it pending again; the same text changes nothing',
    params: commentParams,
    headers: changeConditions,
    body: { 'application/json': commentRequest },
    answers: {
      200: { description: 'The comment as it is now', content: oneComment, headers: answerHeaders.etag },
    },
  },
  {
    method: 'delete',
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Deletes a comment',
    params: commentParams,
    headers: changeConditions,
    answers: { 204: { description: 'Deleted; a second time answers 404' } },
  },
];

export const openApi = openApiDocument({
  title: 'Comments',
  description: 'Keeps comments and their status. Every change is told to the bus.',
  routes: [...routes, ...setAsideRoutes],
});
