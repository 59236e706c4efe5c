import { searchTerms } from '@blog/contracts';
import {
  clientAddress,
  type Endpoint,
  EVENT_POSITION,
  type Input,
  implement,
  setNextLink,
  signalOfLeaving,
} from '@blog/service-kit';
import { ensureBuilt } from '../domain/ensure-built';
import { ensurePost, postNotFound } from '../domain/ensure-post';
import type { PositionWaits } from '../domain/position-waits';
import { search } from '../domain/search';
import type { SearchQueue } from '../domain/search-queue';
import { listQuery, viewQuery } from './queries';
import { routes } from './routes';
import { streamRequest } from './stream-request';
import { type StreamPorts, streamViews } from './stream-views';

/** The epoch of the log that the `Event-Position` of an answer belongs to. */
const EPOCH_HEADER = 'Event-Log-Epoch';

export interface QueryHttpPorts extends StreamPorts {
  readonly waits: PositionWaits;
  readonly searches: SearchQueue;
}

export function queryEndpoints(ports: QueryHttpPorts): Endpoint[] {
  const { readModel, follower, waits } = ports;
  /** Resolves once what the reader has written is applied. */
  async function waitFor(position: number | undefined, { request, response }: Exchange): Promise<void> {
    if (position === undefined) return;
    await waits.wait({ position, shares: [clientAddress(request)], leaving: signalOfLeaving(response) });
  }
  /**
   * Up to which position of the log an answer is complete; it may hold newer things as well. Set before the read and in the same
   * turn, so that a stream that begins after this position misses nothing.
   */
  const setPosition = ({ response }: Exchange) => {
    response.setHeader(EVENT_POSITION, follower.checkpoint);
    if (follower.epoch !== undefined) response.setHeader(EPOCH_HEADER, follower.epoch);
  };

  return implement(routes, {
    listPosts: async ({ request, response }) => {
      const exchange = { request, response };
      const resume = streamRequest(request, response);
      if (resume !== undefined) {
        await ensureBuilt(ports);
        await streamViews({ ...exchange, resume }, ports);
        return undefined;
      }
      const { 'after-position': position, ...page } = listQuery.parse(request.query);
      await waitFor(position, exchange);
      await ensureBuilt(ports);
      setPosition(exchange);
      const { items, next } = readModel.list(page);
      setNextLink(request, response, { name: 'before', cursor: next });
      return items;
    },
    readPost: async ({ params: { id }, request, response }) => {
      const exchange = { request, response };
      const resume = streamRequest(request, response);
      if (resume !== undefined) {
        await ensurePost(id, ports);
        await streamViews({ ...exchange, resume, id }, ports);
        return undefined;
      }
      await waitFor(viewQuery.parse(request.query)['after-position'], exchange);
      await ensurePost(id, ports);
      setPosition(exchange);
      const view = readModel.view(id);
      if (view === undefined) throw postNotFound(id);
      return view;
    },
    listComments: async ({ params: { id: postId }, query, request, response }) => {
      const { 'after-position': position, ...page } = query;
      const exchange = { request, response };
      await waitFor(position, exchange);
      await ensurePost(postId, ports);
      setPosition(exchange);
      const { items, next } = readModel.comments({ postId, ...page });
      setNextLink(request, response, { name: 'before', cursor: next });
      return items;
    },
    search: async ({ query: { q, 'after-position': position, ...page }, request, response }) => {
      const exchange = { request, response };
      await waitFor(position, exchange);
      await ensureBuilt(ports);
      setPosition(exchange);
      const reader = { shares: [clientAddress(request)], leaving: signalOfLeaving(response) };
      const { items, next } = await search({ terms: searchTerms(q), ...page, reader }, ports);
      setNextLink(request, response, { name: 'before', cursor: next });
      return items;
    },
  });
}

type Exchange = Pick<Input, 'request' | 'response'>;
