import { type Post, postRequest } from '@blog/contracts';
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
import { type Response, Router } from 'express';
import { createPost } from '../domain/create-post';
import { deletePost } from '../domain/delete-post';
import { editPost } from '../domain/edit-post';
import { findPost } from '../domain/find-post';
import { postChanged } from '../domain/post-faults';
import type { PostPorts } from '../domain/post-ports';
import { listQuery, postParams } from './request-schemas';

/** The longest title, every character escaped, fits many times. */
const BODY_BYTES_MAX = 16 * 1024;

export interface PostsHttpPorts extends PostPorts {
  readonly keptAnswers: KeptAnswers;
}

export function postsRouter(ports: PostsHttpPorts): Router {
  const body = jsonBody(BODY_BYTES_MAX);
  const router = Router();

  const create = creating<Post>(ports.keptAnswers, {
    make: (request, onMade) => createPost(postRequest.parse(request.body), ports, onMade),
    answer: (post) => ({ path: `/posts/${post.id}`, tag: versionTag(post.version), body: post }),
    positionOf: (post) => ports.posts.positionOf(post),
  });

  router
    .route('/posts')
    .get((request, response) => {
      const { items, next } = ports.posts.list(listQuery.parse(request.query));
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .post(noQuery, body, create)
    .all(methodNotAllowed);

  router.route('/posts/create').post(noQuery, body, create).all(methodNotAllowed);

  router
    .route('/posts/:id')
    .get(noQuery, async (request, response) => {
      const { id } = postParams.parse(request.params);
      const isMeant = versionCheck(request);
      const post = await findPost(id, ports);
      if (!isMeant(post.version)) throw postChanged(post);
      sendPost(response, post);
    })
    .patch(noQuery, body, async (request, response) => {
      const { id } = postParams.parse(request.params);
      const wanted = { id, written: postRequest.parse(request.body), isMeant: versionCheck(request) };
      const { thing, position } = await editPost(wanted, ports);
      setEventPosition(response, position);
      sendPost(response, thing);
    })
    .delete(noQuery, async (request, response) => {
      const { id } = postParams.parse(request.params);
      const { position } = await deletePost({ id, isMeant: versionCheck(request) }, ports);
      setEventPosition(response, position);
      response.status(204).end();
    })
    .all(methodNotAllowed);

  return router;
}

function sendPost(response: Response, post: Post): void {
  response.setHeader('ETag', versionTag(post.version));
  response.json(post);
}
