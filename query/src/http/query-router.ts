import { methodNotAllowed, setNextLink } from '@blog/service-kit';
import { type Response, Router } from 'express';
import { ensureBuilt } from '../domain/ensure-built';
import { ensurePost, postNotFound } from '../domain/ensure-post';
import { listQuery, parseStreamQuery, postParams } from './request-schemas';
import { type StreamPorts, streamViews } from './stream-views';
import { wantsStream } from './wants-stream';

/** Up to which position of the log an answer is complete; it may hold newer things as well. */
const POSITION_HEADER = 'Event-Position';
/** In which epoch of the log that position is. */
const EPOCH_HEADER = 'Event-Log-Epoch';

export function queryRouter(ports: StreamPorts): Router {
  const { readModel, follower } = ports;
  /** Before the read and in the same turn, so that a stream that begins after this position misses nothing. */
  const setPosition = (response: Response) => {
    response.setHeader(POSITION_HEADER, follower.checkpoint);
    if (follower.epoch !== undefined) response.setHeader(EPOCH_HEADER, follower.epoch);
  };
  const router = Router();

  router
    .route('/posts')
    .get(async (request, response) => {
      if (wantsStream(request, response)) {
        const resume = parseStreamQuery(request);
        await ensureBuilt(ports);
        return streamViews({ request, response, resume }, ports);
      }
      const page = listQuery.parse(request.query);
      await ensureBuilt(ports);
      setPosition(response);
      const { items, next } = readModel.list(page);
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .all(methodNotAllowed);

  router
    .route('/posts/:id')
    .get(async (request, response) => {
      const { id } = postParams.parse(request.params);
      const resume = wantsStream(request, response) ? parseStreamQuery(request) : undefined;
      await ensurePost(id, ports);
      if (resume !== undefined) return streamViews({ request, response, resume, id }, ports);
      setPosition(response);
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
      setPosition(response);
      const { items, next } = readModel.comments({ postId, ...page });
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .all(methodNotAllowed);

  return router;
}
