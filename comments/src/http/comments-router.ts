import { type CommentView, commentRequest, commentStatus } from '@blog/contracts';
import {
  creating,
  jsonBody,
  type KeptAnswers,
  methodNotAllowed,
  noQuery,
  setEventPosition,
  setNextLink,
  versionCheck,
  versionTag,
} from '@blog/service-kit';
import { type Request, type Response, Router } from 'express';
import { commentChanged } from '../domain/comment-faults';
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

export interface CommentsHttpPorts extends CommentPorts {
  readonly keptAnswers: KeptAnswers;
}

export function commentsRouter(ports: CommentsHttpPorts): Router {
  const body = jsonBody(BODY_BYTES_MAX);
  const create = creating<CommentView>(ports.keptAnswers, {
    make: ({ params, body }, onMade) => {
      const { id: postId } = postParams.parse(params);
      return createComment({ postId, written: commentRequest.parse(body) }, ports, onMade);
    },
    answer: (comment) => ({
      path: `/posts/${comment.postId}/comments/${comment.id}`,
      tag: tagOf(comment),
      body: comment,
    }),
    positionOf: (comment) => ports.comments.positionOf(comment),
  });
  const router = Router();

  router
    .route('/posts/:id/comments')
    .get(async (request, response) => {
      const { id: postId } = postParams.parse(request.params);
      const { items, next } = await listComments({ postId, ...listQuery.parse(request.query) }, ports);
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .post(noQuery, body, create)
    .all(methodNotAllowed);

  router
    .route('/posts/:id/comments/:commentId')
    .get(noQuery, async (request, response) => {
      const isMeant = isMeantOf(request);
      const comment = await findComment(keyOf(request), ports);
      if (!isMeant(comment.version)) throw commentChanged(comment);
      sendComment(response, comment);
    })
    .patch(noQuery, body, async (request, response) => {
      const key = keyOf(request);
      const written = commentRequest.parse(request.body);
      const wanted = { ...key, written, isMeant: isMeantOf(request) };
      const { thing, position } = await editComment(wanted, ports);
      setEventPosition(response, position);
      sendComment(response, thing);
    })
    .delete(noQuery, async (request, response) => {
      const wanted = { ...keyOf(request), isMeant: isMeantOf(request) };
      const { position } = await deleteComment(wanted, ports);
      setEventPosition(response, position);
      response.status(204).end();
    })
    .all(methodNotAllowed);

  return router;
}

function keyOf(request: Request): CommentKey {
  const { id: postId, commentId: id } = commentParams.parse(request.params);
  return { postId, id };
}

/** Whatever the decision on a comment was or is, its version is what a change is meant for. */
const isMeantOf = (request: Request) => versionCheck(request, commentStatus.options);

/** A decision changes how a comment looks, but not its version. */
function tagOf({ version, status }: CommentView): string {
  return versionTag(version, status);
}

function sendComment(response: Response, comment: CommentView): void {
  response.setHeader('ETag', tagOf(comment));
  response.json(comment);
}
