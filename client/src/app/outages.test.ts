import { SERVICES } from '../api/api-problem';
import type { ServiceState, ServiceStatus } from '../api/service-status';
import { outagesOf } from './outages';

function statuses(states: Partial<Record<string, ServiceState>>): ServiceStatus[] {
  return SERVICES.map((service) => ({ service, state: states[service] ?? 'ready', outboxPending: 0 }));
}

it('tells of nothing while all are ready, or not yet known', () => {
  expect(outagesOf(statuses({}))).toEqual([]);
  expect(outagesOf(statuses({ posts: 'unknown' }))).toEqual([]);
});

it.each([
  ['posts', 'Reading and commenting go on'],
  ['comments', 'Reading and posting go on'],
  ['query', 'Writing goes on'],
  ['moderation', 'comments stay pending'],
  ['event-bus', 'kept by the services'],
])('says what still works without %s', (service, meaning) => {
  const [outage, ...others] = outagesOf(statuses({ [service]: 'down' }));
  expect(outage).toEqual({ title: `${service} is down`, meaning: expect.stringContaining(meaning) });
  expect(others).toEqual([]);
});

it('tells one that is catching up from one that is down', () => {
  expect(outagesOf(statuses({ query: 'catching-up' }))[0]?.title).toBe('query is catching up');
});

it('says that there is no connection at all, rather than five times that a service is down', () => {
  const all = Object.fromEntries(SERVICES.map((service) => [service, 'down' as const]));
  expect(outagesOf(statuses(all))).toEqual([expect.objectContaining({ title: 'No connection' })]);
});
