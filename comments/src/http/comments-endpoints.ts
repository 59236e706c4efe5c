import { type CommentView, commentStatus } from '@blog/contracts';
import {
  created,
  type Endpoint,
  type Input,
  implement,
  type KeptAnswers,
  setEventPosition,
  setNextLink,
  versionCheck,
  versionTag,
} from '@blog/service-kit';
import { commentChanged } from '../domain/comment-faults';
import type { CommentPorts } from '../domain/comment-ports';
import { createComment } from '../domain/create-comment';
import { deleteComment } from '../domain/delete-comment';
import { editComment } from '../domain/edit-comment';
import { findComment } from '../domain/find-comment';
import { listComments } from '../domain/list-comments';
import { routes } from './routes';

export interface CommentsHttpPorts extends CommentPorts {
  readonly keptAnswers: KeptAnswers;
}

export function commentsEndpoints(ports: CommentsHttpPorts): Endpoint[] {
  return implement(routes, {
    listComments: async ({ params, query, request, response }) => {
      const { items, next } = await listComments({ postId: params.id, ...query }, ports);
      setNextLink(request, response, { name: 'before', cursor: next });
      return items;
    },
    createComment: (input) =>
      created<CommentView>(input, {
        keptAnswers: ports.keptAnswers,
        make: (onMade) => createComment({ postId: input.params.id, written: input.body }, ports, onMade),
        answer: (comment) => ({
          path: `/posts/${comment.postId}/comments/${comment.id}`,
          tag: tagOf(comment),
          body: comment,
        }),
        positionOf: (comment) => ports.comments.positionOf(comment),
      }),
    readComment: async ({ params, request, response }) => {
      const isMeant = isMeantOf(request);
      const comment = await findComment(keyOf(params), ports);
      if (!isMeant(comment.version)) throw commentChanged(comment);
      response.setHeader('ETag', tagOf(comment));
      return comment;
    },
    editComment: async ({ params, body, request, response }) => {
      const wanted = { ...keyOf(params), written: body, isMeant: isMeantOf(request) };
      const { thing, position } = await editComment(wanted, ports);
      setEventPosition(response, position);
      response.setHeader('ETag', tagOf(thing));
      return thing;
    },
    deleteComment: async ({ params, request, response }) => {
      const { position } = await deleteComment({ ...keyOf(params), isMeant: isMeantOf(request) }, ports);
      setEventPosition(response, position);
    },
  });
}

const keyOf = ({ id: postId, commentId: id }: { id: string; commentId: string }) => ({ postId, id });

/** A version stays the same when moderation decides: a change meant for it may name the ETag of any status. */
const isMeantOf = (request: Input['request']) => versionCheck(request, commentStatus.options);

/** A decision changes how a comment looks, but not its version. */
const tagOf = ({ version, status }: CommentView) => versionTag(version, status);
