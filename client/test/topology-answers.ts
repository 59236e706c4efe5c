import { screen } from '@testing-library/react';
import { FakeApi } from './fake-api';
import { FakeEventSource } from './fake-event-source';

export const follower = {
  kind: 'follower',
  name: 'query',
  instance: 'here:4002',
  position: 10,
  lag: { events: 0, ageMs: 0 },
  state: 'live',
  lastError: null,
  setAside: 0,
  setAsideReason: null as string | null,
  nextAttemptAt: null,
};
export const subscription = {
  kind: 'subscription',
  name: 'moderation',
  position: 4,
  lag: { events: 6, ageMs: 4_200 },
  state: 'retrying',
  lastError: 'No connection (ECONNREFUSED).',
  nextAttemptAt: new Date(Date.now() + 5_000).toISOString(),
  url: 'http://moderation/events',
  types: ['CommentCreated'],
  attempts: 0,
  attemptsMax: 12,
  parked: 0,
};
export const parkedEvent = {
  position: 3,
  reason: 'Answered 500.',
  attempts: 12,
  parkedAt: '2026-01-01T00:00:00Z',
  queued: false,
};

/** Stands in for everything the topology requests: a follower, a retrying subscription, and a log of ten events. */
export function answerTopology(): FakeApi {
  localStorage.clear();
  FakeEventSource.install();
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
  const matchMedia = () => ({ matches: false, addEventListener() {}, removeEventListener() {} });
  // jsdom does not animate: an animation that never ends leaves its dot for the test to find.
  SVGElement.prototype.animate = () => ({}) as Animation;
  Object.assign(globalThis, { matchMedia });
  const api = new FakeApi();
  api.on('GET', /readyz$/, { body: { status: 'ready', checks: { outbox: { pending: 2 } } } });
  api.on('HEAD', /^\/event-bus\/events$/, { headers: { 'event-log-head': '10' } });
  api.on('GET', /^\/event-bus\/events\?/, { body: [{ source: '/posts' }, { source: '/importer' }] });
  api.on('GET', /^\/event-bus\/subscribers$/, { body: [follower, subscription] });
  return api;
}

/** A subscriber's card, once it is there. */
export const cardOf = async (name: string) =>
  (await screen.findByRole('heading', { name, level: 3 })).closest('article') as HTMLElement;
