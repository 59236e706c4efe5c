import type { Server } from 'node:http';
import { BusRefused, createHttpServer, createLogger, Publisher, SubscriptionKeeper } from '@blog/service-kit';
import request from 'supertest';
import { documentSuite } from '../../service-kit/test/document-suite';
import { eventually } from '../../service-kit/test/eventually';
import { MemoryBus } from '../../service-kit/test/memory-bus';
import { documentedRoutes, routesOf } from '../../service-kit/test/routes-of';
import { createModerationApp } from '../src/app';
import { moderationRules } from '../src/domain/moderate-comment';
import { hearing, onCommentWritten } from '../src/events/on-comment-written';

const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const logger = createLogger({ name: 'test', level: 'silent' });

/** Moderation on a free port, wired as in main.ts. */
async function start(bus: MemoryBus, { blockedWords = ['orange'], giveUpMs = 20_000 } = {}) {
  const publisher = new Publisher({ bus, giveUpMs });
  const rules = moderationRules(blockedWords);
  const app = createModerationApp({
    onEvents: (events) => onCommentWritten(events, { rules, publisher }),
    readiness: () => ({ ready: true, checks: {} }),
    logger,
  });
  const server = createHttpServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { app, server };
}

let bus: MemoryBus;
let server: Server;
let app: Awaited<ReturnType<typeof start>>['app'];
beforeEach(async () => {
  bus = new MemoryBus();
  ({ app, server } = await start(bus));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const write = (id: string, content: unknown, extra: Record<string, unknown> = {}) =>
  bus.append({
    type: 'CommentCreated',
    data: { id, postId: 'p1', content, status: 'pending', version: 1, ...extra },
  });
const deliver = (body: unknown, { type = SINGLE, to = server } = {}) =>
  request(to).post('/events').set('Content-Type', type).send(JSON.stringify(body));
const decisions = () => bus.ofType('CommentModerated');

it('approves a comment without a blocked word', async () => {
  const cause = await write('c1', 'Nice oranges');
  expect((await deliver(cause)).status).toBe(204);
  expect(decisions()).toMatchObject([
    {
      source: '/moderation',
      subject: 'c1',
      causationid: cause.id,
      time: cause.time,
      data: { id: 'c1', postId: 'p1', content: 'Nice oranges', status: 'approved', version: 1 },
    },
  ]);
  expect(decisions()[0]?.data).not.toHaveProperty('reason');
});

it('rejects a comment with a blocked word, and says why', async () => {
  await deliver(await write('c1', 'An Orange!'));
  expect(decisions()).toMatchObject([
    { data: { status: 'rejected', reason: 'contains the blocked word "orange"' } },
  ]);
});

it('decides on an edited text as on a new one, for its version', async () => {
  const data = { id: 'c1', postId: 'p1', content: 'orange', status: 'pending', version: 3 };
  await deliver(await bus.append({ type: 'CommentEdited', data }));
  expect(decisions()).toMatchObject([{ data: { status: 'rejected', version: 3 } }]);
});

it('decides on a batch in order, before it answers', async () => {
  const batch = [await write('c1', 'one'), await write('c2', 'orange'), await write('c3', 'three')];
  expect((await deliver(batch, { type: BATCH })).status).toBe(204);
  expect(decisions().map(({ subject }) => subject)).toEqual(['c1', 'c2', 'c3']);
});

it('gives the same decision when the same event comes again', async () => {
  const cause = await write('c1', 'Nice');
  for (let times = 0; times < 3; times += 1) expect((await deliver(cause)).status).toBe(204);
  expect(decisions()).toHaveLength(1);
});

it('lets the first decision stand when the rules have changed, and decides on the others of the batch', async () => {
  const first = await write('c1', 'A lemon');
  await deliver(first);
  const stricter = await start(bus, { blockedWords: ['lemon'] });
  const response = await deliver([first, await write('c2', 'A lemon')], { type: BATCH, to: stricter.server });
  expect(response.status).toBe(204);
  expect(decisions()).toMatchObject([
    { subject: 'c1', data: { status: 'approved' } },
    { subject: 'c2', data: { status: 'rejected' } },
  ]);
  await new Promise((resolve) => stricter.server.close(resolve));
});

it('answers 422 to an event that it cannot read, and publishes nothing of its batch', async () => {
  const batch = [await write('c1', 'Nice'), await write('c2', 5)];
  const response = await deliver(batch, { type: BATCH });
  expect([response.status, response.body.code]).toEqual([422, 'event.unreadable']);
  expect(response.body.position).toBe(2);
  expect(decisions()).toHaveLength(0);
});

it('takes and passes over events that are not its concern', async () => {
  const post = await bus.append({ type: 'PostCreated', data: 'anything' });
  expect((await deliver(post)).status).toBe(204);
  expect(decisions()).toHaveLength(0);
});

it('answers 422, not as a fault of the request, when the bus refuses the decision for good', async () => {
  const cause = await write('c1', 'Nice');
  const publish = jest
    .spyOn(bus, 'publish')
    .mockRejectedValue(new BusRefused(413, 'event.too_large', 'too large'));
  const response = await deliver(cause);
  publish.mockRestore();
  expect([response.status, response.body.code]).toEqual([422, 'decision.refused']);
});

it('answers 503 while the bus is down, and decides when the event comes again', async () => {
  const cause = await write('c1', 'Nice');
  const { server: to } = await start(bus, { giveUpMs: 50 });
  bus.down = true;
  const response = await deliver(cause, { to });
  expect([response.status, response.body.code]).toEqual([503, 'bus.unavailable']);
  expect(response.headers['retry-after']).toBe('1');
  bus.down = false;
  // On a busy machine an attempt may take longer than giveUpMs.
  await eventually(async () => expect((await deliver(cause, { to })).status).toBe(204));
  to.close();
  expect(decisions()).toHaveLength(1);
});

it.each([
  ['another type', 'application/json', '{}', 415, 'request.unsupported_media_type'],
  ['broken JSON', SINGLE, '{', 400, 'request.bad_json'],
  ['no event', SINGLE, '{"type":"CommentCreated"}', 400, 'request.invalid'],
])('refuses %s', async (_name, type, body, status, code) => {
  const response = await request(server).post('/events').set('Content-Type', type).send(body);
  expect([response.status, response.body.code]).toEqual([status, code]);
});

it('answers 404 for an unknown route and 405 for another method', async () => {
  expect((await request(server).get('/rules')).body.code).toBe('request.not_found');
  const { status, headers } = await request(server).get('/events');
  expect([status, headers.allow]).toEqual([405, 'POST']);
});

it('documents its routes, and nothing else', async () => {
  const { body } = await request(server).get('/openapi.json');
  expect(documentedRoutes(body)).toEqual(routesOf(app));
});

it('is ready once the bus has its subscription, however long the bus was away', async () => {
  bus.down = true;
  const subscription = { url: 'http://here/events', types: hearing.types };
  const keeper = new SubscriptionKeeper({ bus, name: 'moderation', subscription, logger });
  keeper.start();
  await eventually(() => expect(keeper.readiness().checks.subscription.lastError).toContain('down'));
  expect(keeper.readiness().ready).toBe(false);
  bus.down = false;
  await eventually(() => expect(keeper.readiness().ready).toBe(true));
  expect(bus.subscriptions.get('moderation')).toEqual(subscription);
  await keeper.stop();
});

describe('the OpenAPI document', () => {
  documentSuite(async () => (await request(server).get('/openapi.json')).body);
});
