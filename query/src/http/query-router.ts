import { methodNotAllowed, setNextLink } from '@blog/service-kit';
import { Router } from 'express';
import { ensurePost, postNotFound } from '../domain/ensure-post';
import { listQuery, postParams } from './request-schemas';
import { type StreamPorts, streamViews } from './stream-views';
import { wantsStream } from './wants-stream';

/** Up to which position of the log an answer is complete; it may hold newer things as well. */
const POSITION_HEADER = 'Event-Position';

export function queryRouter(ports: StreamPorts): Router {
  const { readModel, follower } = ports;
  const router = Router();

  router
    .route('/posts')
    .get(async (request, response) => {
      if (wantsStream(request, response)) return streamViews({ request, response }, ports);
      const page = listQuery.parse(request.query);
      // Before the read and in the same turn, so that a stream that begins after this position misses nothing.
      response.setHeader(POSITION_HEADER, follower.checkpoint);
      const { items, next } = readModel.list(page);
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .all(methodNotAllowed);

  router
    .route('/posts/:id')
    .get(async (request, response) => {
      const { id } = postParams.parse(request.params);
      const asStream = wantsStream(request, response);
      await ensurePost(id, ports);
      if (asStream) return streamViews({ request, response, id }, ports);
      response.setHeader(POSITION_HEADER, follower.checkpoint);
      const view = readModel.view(id);
      if (view === undefined) throw postNotFound(id);
      response.json(view);
    })
    .all(methodNotAllowed);

  router
    .route('/posts/:id/comments')
    .get(async (request, response) => {
      const { id: postId } = postParams.parse(request.params);
      const page = listQuery.parse(request.query);
      await ensurePost(postId, ports);
      response.setHeader(POSITION_HEADER, follower.checkpoint);
      const { items, next } = readModel.comments({ postId, ...page });
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .all(methodNotAllowed);

  return router;
}
