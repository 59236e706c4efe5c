import { searchTerms } from '@blog/contracts';
import {
  clientAddress,
  EVENT_POSITION,
  methodNotAllowed,
  setNextLink,
  signalOfLeaving,
} from '@blog/service-kit';
import { type Request, type Response, Router } from 'express';
import { ensureBuilt } from '../domain/ensure-built';
import { ensurePost, postNotFound } from '../domain/ensure-post';
import type { PositionWaits } from '../domain/position-waits';
import { search } from '../domain/search';
import type { SearchQueue } from '../domain/search-queue';
import { listQuery, parseStreamQuery, postParams, searchQuery, viewQuery } from './request-schemas';
import { type StreamPorts, streamViews } from './stream-views';
import { wantsStream } from './wants-stream';

/** In which epoch of the log the `Event-Position` of an answer is. */
const EPOCH_HEADER = 'Event-Log-Epoch';

export interface QueryHttpPorts extends StreamPorts {
  readonly waits: PositionWaits;
  readonly searches: SearchQueue;
}

export function queryRouter(ports: QueryHttpPorts): Router {
  const { readModel, follower, waits } = ports;
  /** Resolves once what the reader has written is applied. */
  async function waitFor(position: number | undefined, request: Request, response: Response): Promise<void> {
    if (position === undefined) return;
    await waits.wait({ position, shares: [clientAddress(request)], leaving: signalOfLeaving(response) });
  }
  /**
   * Up to which position of the log an answer is complete; it may hold newer things as well. Before the read and in the same turn, so
   * that a stream that begins after this position misses nothing.
   */
  const setPosition = (response: Response) => {
    response.setHeader(EVENT_POSITION, follower.checkpoint);
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
      const { 'after-position': position, ...page } = listQuery.parse(request.query);
      await waitFor(position, request, response);
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
      if (wantsStream(request, response)) {
        const resume = parseStreamQuery(request);
        await ensurePost(id, ports);
        return streamViews({ request, response, resume, id }, ports);
      }
      await waitFor(viewQuery.parse(request.query)['after-position'], request, response);
      await ensurePost(id, ports);
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
      const { 'after-position': position, ...page } = listQuery.parse(request.query);
      await waitFor(position, request, response);
      await ensurePost(postId, ports);
      setPosition(response);
      const { items, next } = readModel.comments({ postId, ...page });
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .all(methodNotAllowed);

  router
    .route('/search')
    .get(async (request, response) => {
      const { q, 'after-position': position, ...page } = searchQuery.parse(request.query);
      await waitFor(position, request, response);
      await ensureBuilt(ports);
      setPosition(response);
      const reader = { shares: [clientAddress(request)], leaving: signalOfLeaving(response) };
      const { items, next } = await search({ terms: searchTerms(q), ...page, reader }, ports);
      setNextLink(request, response, { name: 'before', cursor: next });
      response.json(items);
    })
    .all(methodNotAllowed);

  return router;
}
