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
import { problemTable } from './problem-table';
import { commentParams, listQuery, postParams } from './request-schemas';

const comment = commentView.meta({ id: 'Comment' });
const request = { 'application/json': commentRequest.meta({ id: 'CommentRequest' }) };
const oneComment = { 'application/json': comment };
const contentFaults = ['empty', 'too_long', 'control_character', 'malformed'].map(
  (fault) => `comment.content_${fault}`,
);
const keyFaults = ['idempotency.bad_key', 'idempotency.under_way', 'idempotency.key_reused'];
const found = ['post.not_found', 'comment.not_found', 'comments.not_caught_up', 'comment.changed'];
const tag = 'comments';

const routes: DocumentedRoute[] = [
  {
    method: 'post',
    tag,
    path: '/posts/{id}/comments',
    summary: 'Creates a comment on a post; it is pending until moderation decides',
    problems: [...contentFaults, ...keyFaults, 'post.not_found'],
    params: postParams,
    headers: creationHeaders,
    body: request,
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
    tag,
    path: '/posts/{id}/comments',
    summary: "Lists a post's newest comments, oldest of the page first",
    problems: ['post.not_found'],
    params: postParams,
    query: listQuery,
    answers: {
      200: {
        description: 'A page of comments; Link rel="next" leads to older ones',
        content: { 'application/json': z.array(comment) },
        headers: answerHeaders.link,
      },
    },
  },
  {
    method: 'get',
    tag,
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Reads a comment',
    problems: found,
    params: commentParams,
    headers: readConditions,
    answers: {
      200: { description: 'The comment', content: oneComment, headers: answerHeaders.etag },
      304: { description: 'The client has it already', headers: answerHeaders.etag },
    },
  },
  {
    method: 'patch',
    tag,
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Gives a comment another text, which makes it pending again; the same text changes nothing',
    problems: [...contentFaults, ...found, 'comment.no_version_left'],
    params: commentParams,
    headers: changeConditions,
    body: request,
    answers: {
      200: { description: 'The comment as it is now', content: oneComment, headers: answerHeaders.changed },
    },
  },
  {
    method: 'delete',
    tag,
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Deletes a comment',
    problems: [...found, 'comment.no_version_left'],
    params: commentParams,
    headers: changeConditions,
    answers: { 204: { description: 'Deleted; a second time answers 404', headers: answerHeaders.told } },
  },
];

export const openApi = openApiDocument({
  title: 'Comments',
  description: 'Keeps comments and their status. Every change is told to the bus.',
  routes: [...routes, ...setAsideRoutes],
  problems: { ...problemTable, ...Object.fromEntries(contentFaults.map((code) => [code, 400])) },
});
