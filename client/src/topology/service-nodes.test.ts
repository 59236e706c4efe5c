import type { Subscriber } from '../api/subscribers';
import { nodeText } from './node-text';
import { NODES_MAX, type ServiceNode, serviceNodes } from './service-nodes';

const publisher = (name: string, outboxPending = 0) => ({
  name,
  hasOutbox: true,
  outboxPending,
  outboxSetAside: 0,
});
const follower = (name: string, more: Partial<Subscriber> = {}): Subscriber =>
  ({
    kind: 'follower',
    name,
    instance: 'one',
    position: 9,
    lag: { events: 0, ageMs: 0 },
    state: 'live',
    lastError: null,
    nextAttemptAt: null,
    lastSeenAt: '2026-01-01T00:00:00Z',
    setAside: 0,
    setAsideReason: null,
    ...more,
  }) as Subscriber;

const nodeOf = (subscribers: readonly Subscriber[], outboxPending = 0): ServiceNode => ({
  name: 'posts',
  publisher: publisher('posts', outboxPending),
  subscribers,
  listens: true,
});
const well = { state: 'running', isCurrent: true } as const;

it('has a service that publishes and listens once, and its replicas together', () => {
  const { nodes, hidden } = serviceNodes({
    publishers: [publisher('posts'), publisher('importer')],
    subscribers: [follower('posts'), follower('query'), follower('query', { instance: 'two' })],
  });
  expect(nodes.map(({ name, publisher, subscribers }) => [name, !!publisher, subscribers.length])).toEqual([
    ['posts', true, 1],
    ['comments', false, 0],
    ['moderation', false, 0],
    ['query', false, 2],
    ['importer', true, 0],
  ]);
  expect(hidden).toEqual([]);
});

it('has the blog’s listeners even while the bus cannot be asked who listens', () => {
  const { nodes } = serviceNodes({ publishers: [publisher('posts')], subscribers: [] });
  expect(nodes.map(({ name, listens }) => [name, listens])).toEqual([
    ['posts', true],
    ['comments', true],
    ['moderation', true],
    ['query', true],
  ]);
});

it('draws at most twelve, and names the others', () => {
  const readers = Array.from({ length: 20 }, (_, index) => follower(`reader-${index}`));
  const { nodes, hidden } = serviceNodes({ publishers: [], subscribers: readers });
  expect(nodes).toHaveLength(NODES_MAX);
  expect(hidden).toEqual(readers.slice(NODES_MAX - 4).map(({ name }) => name));
});

it('tells the backlog of both directions', () => {
  const text = nodeText(nodeOf([follower('posts', { lag: { events: 60, ageMs: 4_200 } })], 3), well);
  expect(text).toMatchObject({
    state: 'running',
    tone: 'good',
    details: ['60 behind, 4.2 s', 'keeps 3 in its outbox'],
  });
  expect(nodeText(nodeOf([follower('posts')]), well).details).toEqual(['up to date', 'outbox empty']);
});

it('shows an earlier report in grey, and never in the colour for good', () => {
  const stale = { isCurrent: false } as const;
  for (const state of ['running', 'behind', 'unknown'] as const) {
    const { tone } = nodeText(nodeOf([follower('posts')]), { ...stale, state });
    expect(tone).toBe('neutral');
  }
  expect(nodeText(nodeOf([follower('posts')]), { ...stale, state: 'down' }).tone).toBe('bad');
  expect(nodeText(nodeOf([follower('posts')]), { ...stale, state: 'unknown' })).toMatchObject({
    state: 'was running',
    details: ['was up to date', 'outbox empty'],
  });
  expect(nodeText(nodeOf([]), { ...stale, state: 'running' }).details[0]).toBe('the bus cannot be reached');
});

it('has a badge for events that need attention, and does not look well then', () => {
  const text = nodeText(nodeOf([follower('posts', { setAside: 2 })]), well);
  expect(text).toMatchObject({ badge: '2 set aside', tone: 'warn' });
});

it('says how many replicas there are, and takes the lag of the one that is furthest behind', () => {
  const replicas = [
    follower('posts', { lag: { events: 1, ageMs: 10 } }),
    follower('posts', { lag: { events: 8, ageMs: 900 } }),
    follower('posts', { lag: { events: 5_000, ageMs: 60_000 }, state: 'down' }),
  ];
  expect(nodeText(nodeOf(replicas), well)).toMatchObject({
    name: 'posts ×3',
    details: ['8 behind, 900 ms', 'outbox empty'],
  });
});
