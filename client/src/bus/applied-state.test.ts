import type { Subscriber } from '../api/subscribers';
import { appliedState } from './applied-state';

const base = { position: 9, lag: { events: 1, ageMs: 5 }, lastError: null, nextAttemptAt: null };
const follower: Subscriber = {
  ...base,
  kind: 'follower',
  name: 'query',
  instance: 'one',
  state: 'live',
  lastSeenAt: '',
  setAside: 0,
  setAsideReason: null,
};
const subscription: Subscriber = {
  ...base,
  kind: 'subscription',
  name: 'moderation',
  state: 'retrying',
  url: '',
  types: ['CommentCreated'],
  attempts: 3,
  attemptsMax: 12,
  parked: 1,
  lastError: '503',
};
const comment = (position: number) => ({ position, type: 'CommentCreated' });

it('treats an event at or before the subscriber’s position as applied', () => {
  expect(appliedState(follower, comment(9), undefined).label).toBe('applied');
  expect(appliedState(subscription, comment(8), undefined).label).toBe('applied');
});

it('says what holds up a subscriber that has not applied it', () => {
  expect(appliedState(follower, comment(10), undefined)).toEqual({ label: 'not yet', tone: 'warn' });
  expect(appliedState(subscription, comment(10), undefined)).toEqual({
    label: 'not yet: retrying',
    tone: 'warn',
    reason: '503',
  });
});

it('does not treat a parked event as applied', () => {
  const parked = { position: 8, reason: 'answered 400', attempts: 12, parkedAt: '', queued: false };
  expect(appliedState(subscription, comment(8), parked)).toMatchObject({
    label: 'parked',
    reason: 'answered 400',
  });
});

it('distinguishes events not asked for from applied ones', () => {
  expect(appliedState(subscription, { position: 8, type: 'PostCreated' }, undefined).label).toBe(
    'not asked for',
  );
  const all = { ...subscription, types: null } as Subscriber;
  expect(appliedState(all, { position: 8, type: 'PostCreated' }, undefined).label).toBe('applied');
});
