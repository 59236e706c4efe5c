import { MemoryEventLog } from '@blog/event-log/memory';
import { createLogger, transferLimits } from '@blog/service-kit';
import { Registry } from 'prom-client';
import request from 'supertest';
import { ForwardToLeader } from '../../src/replicas/forward-to-leader';
import { createReaderApp } from '../../src/replicas/reader-app';

const { signal } = new AbortController();
const replica = { leaderUrl: null, cutOff: signal };
const app = createReaderApp({
  log: new MemoryEventLog(),
  logger: createLogger({ name: 'event-bus', level: 'silent' }),
  closing: signal,
  replica,
  leader: new ForwardToLeader(() => replica.leaderUrl),
  settings: {
    HOST: 'localhost',
    ALLOWED_HOSTS: [],
    CORS_ORIGINS: [],
    REQUESTS_IN_FLIGHT_MAX: 10,
    STREAMS_MAX: 10,
  },
  transfer: transferLimits(),
  metrics: new Registry(),
});

it.each([
  ['post', '/events'],
  ['get', '/events?follower=posts'],
  ['get', '/subscribers'],
  ['put', '/types/PostCreated'],
  ['delete', '/subscriptions/moderation'],
] as const)('answers %s %s with 503 while no replica leads', async (method, path) => {
  const { status, body, headers } = await request(app)[method](path);
  expect([status, body.code, headers['retry-after']]).toEqual([503, 'bus.no_leader', '1']);
});

it('answers a question for the head with 503 while no replica leads, and reads the log all the same', async () => {
  expect((await request(app).head('/events')).status).toBe(503);
  const { status, body } = await request(app).get('/events?limit=10');
  expect([status, body]).toEqual([200, []]);
});
