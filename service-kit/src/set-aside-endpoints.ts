import { z } from 'zod';
import { pageLimit, setNextLink } from './page';
import { problems } from './problems';
import { queryParameters } from './query-parameters';
import { answerHeaders } from './request-headers';
import { defineRoutes, type Endpoint, type Input, implement, jsonContent } from './route';
import type { SetAsideEvent } from './set-aside-event';
import type { SetAsideQueue, Wanted } from './set-aside-queue';

const BODY_BYTES_MAX = 16 * 1024;

const entryName = z
  .string()
  .regex(
    /^(log|outbox)-[1-9]\d{0,14}$/,
    'expected an entry, such as log-12 or outbox-7, as GET /set-aside lists them',
  );
const listQuery = queryParameters({ limit: pageLimit, after: entryName.optional() });
const retryRequest = z
  .strictObject({
    sequence: z.string().min(1).max(4_096).optional().describe('only this sequence'),
    entry: entryName.optional().describe('only this event and those of its sequence'),
  })
  .refine(({ sequence, entry }) => sequence === undefined || entry === undefined, {
    message: 'expected either entry or sequence, not both',
  })
  .meta({ id: 'RetryRequest', not: { required: ['sequence', 'entry'] } });
const discardRequest = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .meta({ pattern: '\\S' })
      .describe('why nobody needs them any more; it is kept'),
    sequence: z.string().min(1).max(4_096).optional().describe('all of this sequence'),
    entry: entryName.optional().describe('only this event'),
    all: z.literal(true).optional(),
  })
  .refine(({ sequence, entry, all }) => [sequence, entry, all].filter(Boolean).length === 1, {
    message: 'expected one of entry, sequence and all',
  })
  .meta({
    id: 'DiscardRequest',
    oneOf: [{ required: ['sequence'] }, { required: ['entry'] }, { required: ['all'] }],
  });

const setAsideEvent = z
  .object({
    entry: entryName,
    from: z.enum(['log', 'outbox']),
    key: z.int().min(1).describe('its position in the log, or its number in the outbox'),
    type: z.string(),
    source: z.string(),
    id: z.string(),
    sequence: z.string().nullable().describe('null: it stands alone'),
    reason: z.string(),
    attempts: z.int().min(0).describe('0: it waits behind another'),
    setAsideAt: z.string().meta({ format: 'date-time' }),
    queued: z.boolean().describe('a retry was asked for'),
  })
  .meta({ id: 'SetAsideEvent' });
const discardedEvent = setAsideEvent
  .omit({ queued: true })
  .extend({ discardedBecause: z.string(), discardedAt: z.string().meta({ format: 'date-time' }) })
  .meta({ id: 'DiscardedEvent' });

/** Of a service that sets events aside. */
export const setAsideRoutes = defineRoutes({
  listSetAside: {
    method: 'get',
    path: '/set-aside',
    summary: 'Lists the events that could not be handled, and those that wait behind them',
    query: listQuery,
    answers: {
      200: {
        headers: answerHeaders.link,
        description: 'A page of them, those from the log first; Link rel="next" leads to the next',
        content: jsonContent(z.array(setAsideEvent)),
      },
    },
  },
  listDiscarded: {
    method: 'get',
    path: '/set-aside/discarded',
    summary: 'Lists the events that were given up, and why',
    query: listQuery,
    answers: {
      200: {
        headers: answerHeaders.link,
        description: 'A page of them, those from the log first; Link rel="next" leads to the next',
        content: jsonContent(z.array(discardedEvent)),
      },
    },
  },
  retrySetAside: {
    method: 'post',
    path: '/set-aside/retry',
    summary:
      'Asks for a retry of what is set aside: of all, of one sequence, or of one event with its sequence',
    body: { schema: retryRequest, bytesMax: BODY_BYTES_MAX },
    problems: ['set_aside.not_found'],
    answers: {
      202: {
        description: 'How many events wait to be retried',
        content: jsonContent(z.object({ queued: z.int().min(0) })),
      },
    },
  },
  discardSetAside: {
    method: 'post',
    path: '/set-aside/discard',
    summary: 'Gives events up for good, for a reason that is kept: one, a sequence, or all',
    body: { schema: discardRequest, bytesMax: BODY_BYTES_MAX },
    problems: ['set_aside.not_found'],
    answers: {
      200: {
        description: 'How many were given up; what waits behind them is retried',
        content: jsonContent(z.object({ discarded: z.int().min(0) })),
      },
    },
  },
});

/** Lists, retries and discards what a service has set aside: of its follower, and of its outbox if it has one. */
export function setAsideEndpoints(queues: readonly SetAsideQueue[]): Endpoint[] {
  const listBy =
    <Item extends Listed>(list: List<Item>) =>
    ({
      query,
      request,
      response,
    }: Pick<Input<typeof setAsideRoutes.listSetAside>, 'query' | 'request' | 'response'>) => {
      const items = page(queues, query, list);
      setNextLink(request, response, { name: 'after', cursor: items[query.limit - 1]?.entry });
      return items;
    };
  return implement(setAsideRoutes, {
    listSetAside: listBy((queue, range) => queue.list(range)),
    listDiscarded: listBy((queue, range) => queue.discarded(range)),
    retrySetAside: async ({ body }) => ({
      queued: await each(queues, body, (queue, one) => queue.retry(one)),
    }),
    discardSetAside: async ({ body: { reason, ...wanted } }) => ({
      discarded: await each(queues, wanted, (queue, one) => queue.discard(one, reason)),
    }),
  });
}

type Listed = Pick<SetAsideEvent, 'entry'>;
type List<Item> = (queue: SetAsideQueue, range: { after: number; limit: number }) => Item[];

/** At most `limit` items of all queues, in their order, those after the entry `after`. */
function page<Item extends Listed>(
  queues: readonly SetAsideQueue[],
  { limit, after }: { limit: number; after?: string | undefined },
  list: List<Item>,
): Item[] {
  const [from, key] = after === undefined ? [undefined, 0] : parse(after);
  const first = queues.findIndex((queue) => queue.from === from);
  const items: Item[] = [];
  for (const [index, queue] of queues.entries()) {
    if (index < first) continue;
    items.push(...list(queue, { after: index === first ? key : 0, limit: limit - items.length }));
    if (items.length === limit) break;
  }
  return items;
}

function parse(entry: string): [from: string, key: number] {
  const [from = '', key] = entry.split('-');
  return [from, Number(key)];
}

/** Does something with what is wanted of all queues. @throws DomainError `set_aside.not_found`  there is no such entry */
async function each(
  queues: readonly SetAsideQueue[],
  { entry, sequence }: { entry?: string | undefined; sequence?: string | undefined },
  act: (queue: SetAsideQueue, wanted: Wanted) => Promise<number>,
): Promise<number> {
  let count = 0;
  if (entry === undefined) {
    for (const queue of queues) count += await act(queue, sequence === undefined ? 'all' : { sequence });
    return count;
  }
  const [from, key] = parse(entry);
  const queue = queues.find((one) => one.from === from);
  if (queue !== undefined) count = await act(queue, { key });
  if (count === 0) throw problems.error('set_aside.not_found', `No event ${entry} is set aside.`);
  return count;
}
