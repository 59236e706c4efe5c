import { nodeOf, stateOf, stateOfPart, stateOfSubscriber } from './state-of';
import type { FollowerView, SubscriptionView } from './subscribers';

const follower = (
  state: FollowerView['state'],
  lag = { events: 0, ageMs: 0 as number | null },
): FollowerView => ({
  kind: 'follower',
  name: 'query',
  instance: 'one',
  position: 9,
  lag,
  state,
  lastError: null,
  nextAttemptAt: null,
  lastSeenAt: '2026-01-01T00:00:00Z',
  setAside: 0,
  setAsideReason: null,
});
const status = (state: 'ready' | 'catching-up' | 'stopped' | 'down' | 'unknown') => ({
  service: 'query' as const,
  state,
  hasOutbox: false,
  outboxPending: 0,
  outboxSetAside: 0,
});
const part = (name: string, state: Parameters<typeof stateOfPart>[0]['state']) => ({
  name,
  state,
  since: '2026-01-01T00:00:00Z',
  actions: [],
});
const none = { status: undefined, parts: [], subscribers: [] };

it('takes a reader as behind once its oldest event waits for two seconds, whatever its kind', () => {
  const lag = (ageMs: number | null) => ({ events: 3, ageMs });
  expect(stateOfSubscriber(follower('live'))).toBe('running');
  expect(stateOfSubscriber(follower('catching-up', lag(1_999)))).toBe('running');
  expect(stateOfSubscriber(follower('catching-up', lag(2_000)))).toBe('behind');
  expect(stateOfSubscriber(follower('catching-up', lag(null)))).toBe('behind');
  expect(stateOfSubscriber(follower('stopped', lag(2_000)))).toBe('stuck');
  const subscription = { ...follower('live', lag(2_000)), kind: 'subscription', state: 'active' };
  expect(stateOfSubscriber(subscription as unknown as SubscriptionView)).toBe('behind');
});

it('has the same word for a part that was stopped, killed, or has ended', () => {
  expect((['stopped', 'killed', 'ended'] as const).map((state) => stateOfPart(part('query', state)))).toEqual(
    ['down', 'down', 'down'],
  );
});

it('believes the lab before the service, and the service before the bus', () => {
  const subscribers = [follower('live')];
  expect(stateOf({ status: status('ready'), parts: [part('query', 'frozen')], subscribers })).toBe('frozen');
  expect(stateOf({ status: status('down'), parts: [part('query', 'starting')], subscribers })).toBe(
    'starting',
  );
  expect(stateOf({ status: status('down'), parts: [part('query', 'running')], subscribers })).toBe('down');
  expect(stateOf({ status: status('ready'), parts: [part('query', 'running')], subscribers })).toBe(
    'running',
  );
  expect(stateOf({ ...none, status: status('stopped'), subscribers })).toBe('stuck');
});

it('takes a service as running while one of its replicas does', () => {
  const parts = [part('event-bus', 'killed'), part('event-bus-2', 'running')];
  expect(stateOf({ ...none, status: status('ready'), parts })).toBe('running');
  expect(
    stateOf({ ...none, status: status('ready'), subscribers: [follower('down'), follower('live')] }),
  ).toBe('running');
  expect(parts.map(nodeOf)).toEqual(['event-bus', 'event-bus']);
});

it('tells a service that answers and does not reach the bus from one that is down', () => {
  expect(stateOf({ ...none, status: status('ready'), subscribers: [follower('down')] })).toBe('cut off');
  expect(stateOf({ ...none, subscribers: [follower('down')] })).toBe('down');
});
