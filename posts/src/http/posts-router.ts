import { postRequest } from '@blog/contracts';
import { jsonBody, methodNotAllowed, setNextLink } from '@blog/service-kit';
import { type RequestHandler, Router } from 'express';
import { createPost } from '../domain/create-post';
import { deletePost } from '../domain/delete-post';
import { editPost } from '../domain/edit-post';
import { findPost } from '../domain/find-post';
import type { PostPorts } from '../domain/post-ports';
import { listQuery, postParams } from './request-schemas';

/** The longest title, every character escaped, fits many times. */
const BODY_BYTES_MAX = 16 * 1024;

export function postsRouter(ports: PostPorts): Router {
  const body = jsonBody(BODY_BYTES_MAX);
  const router = Router();

  const create: RequestHandler = async (request, response) => {
    const post = await createPost(postRequest.parse(request.body), ports);
    response.status(201).location(`/posts/${post.id}`).json(post);
  };

  router
    .route('/posts')
    .get((request, response) => {
      const { items, next } = ports.posts.list(listQuery.parse(request.query));
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .post(body, create)
    .all(methodNotAllowed);

  router.route('/posts/create').post(body, create).all(methodNotAllowed);

  router
    .route('/posts/:id')
    .get(async (request, response) => {
      const { id } = postParams.parse(request.params);
      response.json(await findPost(id, ports));
    })
    .patch(body, async (request, response) => {
      const { id } = postParams.parse(request.params);
      const { title } = postRequest.parse(request.body);
      response.json(await editPost({ id, title }, ports));
    })
    .delete(async (request, response) => {
      const { id } = postParams.parse(request.params);
      await deletePost(id, ports);
      response.status(204).end();
    })
    .all(methodNotAllowed);

  return router;
}
