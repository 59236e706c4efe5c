/** @jest-environment jsdom */
import type { Subscriber } from '../api/subscribers';
import { keepSeen, lastSeen } from './last-seen';

const follower: Subscriber = {
  kind: 'follower',
  name: 'query',
  instance: 'one',
  position: 9,
  lag: { events: 0, ageMs: 0 },
  state: 'live',
  lastError: null,
  nextAttemptAt: null,
  lastSeenAt: '2026-01-01T00:00:00Z',
  setAside: 0,
  setAsideReason: null,
};
const subscription: Subscriber = {
  kind: 'subscription',
  name: 'moderation',
  position: 4,
  lag: { events: 6, ageMs: null },
  state: 'paused',
  lastError: 'ECONNREFUSED',
  nextAttemptAt: null,
  url: 'http://moderation/events',
  types: ['CommentCreated'],
  attempts: 0,
  attemptsMax: 12,
  parked: 0,
};
const key = 'subscribers last seen';

afterEach(() => localStorage.clear());

it('returns what was stored', () => {
  expect(lastSeen()).toBeUndefined();
  keepSeen({ atMs: 7, subscribers: [follower, subscription] });
  expect(lastSeen()).toEqual({ atMs: 7, subscribers: [follower, subscription] });
});

it('stores at most 50', () => {
  keepSeen({ atMs: 7, subscribers: Array.from({ length: 51 }, () => follower) });
  expect(lastSeen()?.subscribers).toHaveLength(50);
});

it.each([
  'null',
  '{',
  '[]',
  '{"version":0,"atMs":7,"subscribers":[]}',
  '{"version":1,"atMs":"7","subscribers":[]}',
  '{"version":1,"atMs":7,"subscribers":{}}',
])('takes nothing from %s', (text) => {
  localStorage.setItem(key, text);
  expect(lastSeen()).toBeUndefined();
});

it.each([
  { kind: 'reader' },
  { name: 7 },
  { state: 'well' },
  { lag: null },
  { lag: { events: 1.5, ageMs: 0 } },
  { lag: { events: 1, ageMs: 'old' } },
  { position: null },
  { lastError: 7 },
  { url: undefined },
  { types: [7] },
  { parked: '1' },
])('leaves out a subscriber with %j', (wrong) => {
  const stored = {
    version: 1,
    atMs: 7,
    subscribers: [follower, { ...subscription, ...wrong }, 'text', null],
  };
  localStorage.setItem(key, JSON.stringify(stored));
  expect(lastSeen()?.subscribers).toEqual([follower]);
});

it('works without storage', () => {
  const setItem = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(() => keepSeen({ atMs: 7, subscribers: [follower] })).not.toThrow();
  setItem.mockRestore();
  const getItem = jest.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  expect(lastSeen()).toBeUndefined();
  getItem.mockRestore();
});
