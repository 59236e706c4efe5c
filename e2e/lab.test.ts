import type { PartState } from '../lab/src/domain/lab-state';
import { eventually } from '../service-kit/test/eventually';
import { auditBlog } from './faults/audit-blog';
import { CLEAN } from './faults/tally';
import { openAnswer } from './harness/raw-request';
import { StartedSystem } from './harness/started-system';

// One system for all tests, in this order: each restores its state, except the last, which ends it.
let system: StartedSystem;
beforeAll(async () => {
  system = await StartedSystem.start();
});
afterAll(() => system.stop());

const done = (method: string, path: string, body?: object) => system.change(method, path, body);
const act = (name: string, action: string) => done('POST', `/parts/${name}/${action}`);
const until = (name: string, state: PartState) => system.untilPart(name, state);
const lagOf = async (name: string) =>
  (await system.blog.subscribers()).find((one) => one.name === name)?.lag.events ?? 0;
const untilBehind = (name: string) =>
  eventually(async () => {
    if ((await lagOf(name)) < 20) throw new Error(`${name} is not behind.`);
  });

async function receipts(): Promise<string[]> {
  const ids: string[] = [];
  for (let after = 0; ; ) {
    const page = (await done('GET', `/receipts?after=${after}&limit=1000`)) as {
      receipts: { id: string }[];
      next: number;
    };
    if (page.receipts.length === 0) return ids;
    ids.push(...page.receipts.map(({ id }) => id));
    after = page.next;
  }
}

it('answers nobody but the own page of this machine', async () => {
  const refusals: [string, Record<string, string>, number][] = [
    ['another site', { origin: 'http://elsewhere.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this machine', { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' }, 403],
    ['a form of another site', { origin: 'null' }, 403],
    ['a name that leads here', { host: 'localhost.example', origin: 'http://localhost.example' }, 421],
    ['an address that is not loopback', { host: '192.0.2.7', origin: 'http://192.0.2.7' }, 403],
  ];
  for (const [who, headers, status] of refusals) {
    const answer = await system.lab('POST', '/parts/query/kill', { headers });
    expect([who, answer.status]).toEqual([who, status]);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  }
  const looked = await system.lab('GET', '', { headers: { 'sec-fetch-site': 'cross-site' } });
  expect(looked.status).toBe(403);
  const state = await system.labState();
  expect(state.parts.map(({ state: now }) => now)).toEqual(Array(system.movedPorts.size).fill('running'));
  expect(state.faults).toEqual([]);
});

it('whatever is done to the parts and their network under a load, everything accepted is there once, in order', async () => {
  // No post gets more comments than query returns.
  await done('PUT', '/load', { postsPerSecond: 10, commentsPerSecond: 40 });

  // Frozen, it falls behind; thawed, it catches up.
  await act('moderation', 'freeze');
  await untilBehind('moderation');
  await act('moderation', 'thaw');

  await act('moderation', 'kill');
  await until('moderation', 'killed');
  await untilBehind('moderation');
  await act('moderation', 'start');
  await until('moderation', 'running');

  await done('PUT', '/links/query', { state: 'cut' });
  await untilBehind('query');
  await done('PUT', '/links/query', { state: 'slow', delayMs: 50 });

  // Writes accepted meanwhile wait in the outboxes.
  await act('event-bus', 'kill');
  await until('event-bus', 'killed');
  const accepted = (await receipts()).length;
  await eventually(async () => {
    if ((await receipts()).length < accepted + 20) throw new Error('Nothing is accepted.');
  });
  await act('event-bus', 'start');
  await until('event-bus', 'running');

  await act('comments', 'kill');
  await until('comments', 'killed');
  await act('comments', 'start');
  await until('comments', 'running');

  await act('query', 'stop');
  await until('query', 'stopped');
  await act('query', 'delete-data');
  await act('query', 'start');
  await until('query', 'running');

  await done('DELETE', '/load');
  await done('PUT', '/links/query', { state: 'open' });
  // Pending writes are retried until accepted.
  await eventually(async () => {
    const { underWay } = (await done('GET', '/receipts')) as { underWay: number };
    if (underWay > 0) throw new Error(`${underWay} are under way.`);
  });
  const created = new Set(await receipts());
  expect(created.size).toBeGreaterThan(100);
  const nothing = {
    versions: new Map(),
    deletedPosts: new Set<string>(),
    deletedComments: new Set<string>(),
  };
  const tally = await auditBlog(system.blog, { created, ...nothing });
  expect(tally).toEqual(CLEAN);

  const kinds = (await system.labState()).faults.map(({ kind, target }) => `${kind} ${target}`);
  expect(kinds).toEqual([
    'load load',
    'freeze moderation',
    'thaw moderation',
    'kill moderation',
    'start moderation',
    'cut query',
    'slow query',
    'kill event-bus',
    'start event-bus',
    'kill comments',
    'start comments',
    'stop query',
    'delete-data query',
    'start query',
    'load-end load',
    'open query',
  ]);
  expect(system.lines).toContain('query was stopped from the page.');
  expect(system.lines.join('\n')).not.toMatch(/unexpectedly/);
});

it('stops with Ctrl-C whatever is frozen, cut or stopped, and ends what streams the state', async () => {
  const headers = { accept: 'text/event-stream' };
  const stream = await openAnswer(system.pageUrl, '/api/lab', { headers });
  let streamed = '';
  stream.setEncoding('utf8').on('data', (text) => {
    streamed += text;
  });
  await act('query', 'freeze');
  await act('event-bus', 'freeze');
  await act('posts', 'stop');
  await until('posts', 'stopped');
  await done('PUT', '/links/moderation', { state: 'cut' });
  await eventually(() => expect(streamed).toContain('"state":"cut"'));
  expect(await system.interrupt()).toBe(0);
  expect(stream.closed).toBe(true);
  expect(system.lines.join('\n')).not.toMatch(/is killed|goes on/);
  await expect(fetch(`${system.blog.url('query')}/healthz`)).rejects.toThrow();
});
