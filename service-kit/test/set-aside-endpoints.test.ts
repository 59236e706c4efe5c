import type { Server } from 'node:http';
import request from 'supertest';
import {
  createApp,
  createLogger,
  createMetrics,
  openApiDocument,
  SetAsideQueue,
  setAsideRoutes,
} from '../src/index';
import { documentedRoutes, routesOf } from './routes-of';
import { StoreFolder } from './store-folder';

describe('the routes of what is set aside', () => {
  let folder: StoreFolder;
  let log: SetAsideQueue;
  let outbox: SetAsideQueue;
  let app: ReturnType<typeof createApp>;
  const openApi = openApiDocument({ title: 'T', description: 'T', routes: setAsideRoutes });
  const logger = createLogger({ name: 't', level: 'silent' });

  beforeEach(async () => {
    folder = new StoreFolder();
    const { store } = folder;
    log = new SetAsideQueue({ store, from: 'log', eventsMax: 100 });
    outbox = new SetAsideQueue({ store, from: 'outbox', eventsMax: 100 });
    const setAside = [log, outbox];
    const readiness = () => ({ ready: true, checks: {} });
    const metrics = createMetrics({
      follower: { checkpoint: 0, setAside: log },
      outbox: { state: () => ({ pending: 0 }), setAside: outbox },
    });
    app = createApp({ routers: [], openApi, logger, readiness, setAside, metrics });
    await store.transaction(() => {
      for (const key of [1, 2, 3]) {
        const event = { key, type: 'Counted', source: '/s', id: `e${key}` };
        const sequence = key === 2 ? undefined : 'a';
        log.add(event, { sequence, ...(key < 3 && { reason: 'bad' }) });
        outbox.add(event, { sequence, reason: 'refused', text: '{}' });
      }
    });
  });
  afterEach(() => folder.remove());

  const api = () => request(app as unknown as Server);
  const entries = async (path: string) =>
    (await api().get(path)).body.map(({ entry }: { entry: string }) => entry);

  it('are all documented', () => {
    expect(routesOf(app)).toEqual(documentedRoutes(openApi as never));
  });

  it('list both queues, page by page, with the reason of each', async () => {
    const first = await api().get('/set-aside?limit=2');
    expect(first.body).toMatchObject([
      { entry: 'log-1', from: 'log', key: 1, sequence: 'a', reason: 'bad', attempts: 1, queued: false },
      { entry: 'log-2', sequence: null },
    ]);
    expect(first.headers.link).toBe('<?limit=2&after=log-2>; rel="next"');
    expect(await entries('/set-aside?limit=2&after=log-2')).toEqual(['log-3', 'outbox-1']);
    expect(await entries('/set-aside?after=outbox-1')).toEqual(['outbox-2', 'outbox-3']);
    expect(await entries('/set-aside?after=outbox-3')).toEqual([]);
  });

  it.each([
    [{}, 6],
    [{ sequence: 'a' }, 4],
    [{ sequence: 'nobody' }, 0],
    [{ entry: 'log-2' }, 1],
    [{ entry: 'outbox-3' }, 2],
  ])('ask for a retry of %j', async (body, queued) => {
    const answer = await api().post('/set-aside/retry').send(body);
    expect([answer.status, answer.body]).toEqual([202, { queued }]);
    const { body: all } = await api().get('/set-aside');
    expect(all.filter((event: { queued: boolean }) => event.queued)).toHaveLength(queued);
  });

  it('discard one for a reason, which they list afterwards', async () => {
    const discard = () => api().post('/set-aside/discard').send({ entry: 'outbox-1', reason: ' By hand. ' });
    const answer = await discard();
    expect([answer.status, answer.body]).toEqual([200, { discarded: 1 }]);
    expect(await entries('/set-aside')).toEqual(['log-1', 'log-2', 'log-3', 'outbox-2', 'outbox-3']);
    expect((await api().get('/set-aside/discarded')).body).toMatchObject([
      { entry: 'outbox-1', discardedBecause: 'By hand.', reason: 'refused' },
    ]);
    const again = await discard();
    expect([again.status, again.body.code]).toEqual([404, 'set_aside.not_found']);
  });

  it.each([
    [{ sequence: 'a' }, 4],
    [{ all: true }, 6],
    [{ sequence: 'nobody' }, 0],
  ])('discard %j', async (wanted, discarded) => {
    const answer = await api()
      .post('/set-aside/discard')
      .send({ ...wanted, reason: 'x' });
    expect(answer.body).toEqual({ discarded });
    expect((await api().get('/set-aside')).body).toHaveLength(6 - discarded);
    expect((await api().get('/set-aside/discarded')).body).toHaveLength(discarded);
  });

  it.each([
    ['get', '/set-aside?after=12', undefined, 400],
    ['get', '/set-aside?limit=0', undefined, 400],
    ['get', '/set-aside?nobody=1', undefined, 400],
    ['post', '/set-aside/retry', { all: true }, 400],
    ['post', '/set-aside/retry', { entry: 'log-1', sequence: 'a' }, 400],
    ['post', '/set-aside/retry', { entry: '__proto__-1' }, 400],
    ['post', '/set-aside/retry', { entry: 'log-99' }, 404],
    ['post', '/set-aside/discard', { entry: 'log-1' }, 400],
    ['post', '/set-aside/discard', { entry: 'log-1', reason: '  ' }, 400],
    ['post', '/set-aside/discard', { reason: 'x' }, 400],
    ['post', '/set-aside/discard', { reason: 'x', all: false }, 400],
    ['post', '/set-aside/discard', { reason: 'x', all: true, entry: 'log-1' }, 400],
    ['post', '/set-aside/discard', { reason: 'x', entry: 'constructor-1' }, 400],
    ['get', '/set-aside/discard', undefined, 405],
    ['delete', '/set-aside', undefined, 405],
  ] as const)('refuse %s %s %j with %i', async (method, path, body, status) => {
    const answer = await api()[method](path).send(body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
  });

  it('show how many there are to Prometheus', async () => {
    const { text } = await api().get('/metrics');
    expect(text).toContain('set_aside_events{from="log"} 3');
    expect(text).toContain('set_aside_events{from="outbox"} 3');
  });
});
