import { commentRequest } from '@blog/contracts';
import { jsonBody, methodNotAllowed, setNextLink } from '@blog/service-kit';
import { type Request, Router } from 'express';
import type { CommentPorts } from '../domain/comment-ports';
import type { CommentKey } from '../domain/comment-store';
import { createComment } from '../domain/create-comment';
import { deleteComment } from '../domain/delete-comment';
import { editComment } from '../domain/edit-comment';
import { findComment } from '../domain/find-comment';
import { listComments } from '../domain/list-comments';
import { commentParams, listQuery, postParams } from './request-schemas';

/** The longest content fits, even with every character escaped as \uXXXX\uXXXX. */
const BODY_BYTES_MAX = 64 * 1024;

export function commentsRouter(ports: CommentPorts): Router {
  const body = jsonBody(BODY_BYTES_MAX);
  const router = Router();

  router
    .route('/posts/:id/comments')
    .get(async (request, response) => {
      const { id: postId } = postParams.parse(request.params);
      const { items, next } = await listComments({ postId, ...listQuery.parse(request.query) }, ports);
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .post(body, async (request, response) => {
      const { id: postId } = postParams.parse(request.params);
      const { content } = commentRequest.parse(request.body);
      const comment = await createComment({ postId, content }, ports);
      response.status(201).location(`/posts/${postId}/comments/${comment.id}`).json(comment);
    })
    .all(methodNotAllowed);

  router
    .route('/posts/:id/comments/:commentId')
    .get(async (request, response) => {
      response.json(await findComment(keyOf(request), ports));
    })
    .patch(body, async (request, response) => {
      const key = keyOf(request);
      const { content } = commentRequest.parse(request.body);
      response.json(await editComment({ ...key, content }, ports));
    })
    .delete(async (request, response) => {
      await deleteComment(keyOf(request), ports);
      response.status(204).end();
    })
    .all(methodNotAllowed);

  return router;
}

function keyOf(request: Request): CommentKey {
  const { id: postId, commentId: id } = commentParams.parse(request.params);
  return { postId, id };
}
