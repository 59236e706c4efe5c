import { commentRequest, commentView, entityId, textProblems } from '@blog/contracts';
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

/** The longest content fits, even with every character escaped as \uXXXX\uXXXX. */
const BODY_BYTES_MAX = 64 * 1024;

const comment = commentView.meta({ id: 'Comment' });
const body = { schema: commentRequest.meta({ id: 'CommentRequest' }), bytesMax: BODY_BYTES_MAX };
const postParams = z.object({ id: entityId });
const commentParams = postParams.extend({ commentId: entityId });
const oneComment = { 'application/json': comment };
const contentFaults = Object.keys(textProblems('comment.content'));
const found = ['post.not_found', 'comment.not_found', 'comments.not_caught_up', 'comment.changed'];
const tag = 'comments';

export const routes = defineRoutes({
  listComments: {
    tag,
    method: 'get',
    path: '/posts/{id}/comments',
    summary: "Lists a post's newest comments, oldest of the page first",
    params: postParams,
    query: queryParameters({
      limit: pageLimit,
      before: entityId
        .optional()
        .describe('the first comment of the page before; `Link` has the whole URL of the next page'),
    }),
    answers: {
      200: {
        description: 'A page of comments; Link rel="next" leads to older ones',
        content: { 'application/json': z.array(comment) },
        headers: answerHeaders.link,
      },
    },
    problems: ['post.not_found', 'comment.not_found'],
  },
  createComment: {
    tag,
    method: 'post',
    path: '/posts/{id}/comments',
    summary: 'Creates a comment on a post; it is pending until moderation decides',
    params: postParams,
    headers: creationHeaders,
    body,
    answers: {
      201: {
        description: 'Created; Location is its URL',
        content: oneComment,
        headers: answerHeaders.created,
      },
    },
    problems: [...contentFaults, ...creationProblems, 'post.not_found'],
  },
  readComment: {
    tag,
    method: 'get',
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Reads a comment',
    params: commentParams,
    headers: readConditions,
    answers: {
      200: { description: 'The comment', content: oneComment, headers: answerHeaders.etag },
      304: { description: 'The client has it already', headers: answerHeaders.etag },
    },
    problems: found,
  },
  editComment: {
    tag,
    method: 'patch',
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Gives a comment another text, which makes it pending again; the same text changes nothing',
    params: commentParams,
    headers: changeConditions,
    body,
    answers: {
      200: { description: 'The comment as it is now', content: oneComment, headers: answerHeaders.changed },
    },
    problems: [...contentFaults, ...found, 'comment.no_version_left'],
  },
  deleteComment: {
    tag,
    method: 'delete',
    path: '/posts/{id}/comments/{commentId}',
    summary: 'Deletes a comment',
    params: commentParams,
    headers: changeConditions,
    answers: { 204: { description: 'Deleted; a second time answers 404', headers: answerHeaders.told } },
    problems: [...found, 'comment.no_version_left'],
  },
});
