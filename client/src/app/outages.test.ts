import { SERVICES } from '../api/api-problem';
import type { ServiceState, ServiceStatus } from '../api/service-status';
import { outagesOf } from './outages';

function statuses(states: Partial<Record<string, ServiceState>>): ServiceStatus[] {
  return SERVICES.map((service) => ({
    service,
    state: states[service] ?? 'ready',
    error: states[service] === 'stopped' ? 'Cannot go on at position 7.' : undefined,
    outboxPending: 0,
    outboxSetAside: 0,
  }));
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

it('does not say that one cannot be used that is only catching up', () => {
  expect(outagesOf(statuses({ posts: 'catching-up' }))).toEqual([
    { title: 'posts is catching up', meaning: expect.stringContaining('Reading and writing go on') },
  ]);
});

it('says of one that has stopped at an event why it has', () => {
  expect(outagesOf(statuses({ query: 'stopped' }))).toEqual([
    {
      title: 'query has stopped',
      meaning: expect.stringMatching(/may be incomplete.*Cannot go on at position 7/),
    },
  ]);
});

it('says that there is no connection at all, rather than five times that a service is down', () => {
  const all = Object.fromEntries(SERVICES.map((service) => [service, 'down' as const]));
  expect(outagesOf(statuses(all))).toEqual([expect.objectContaining({ title: 'No connection' })]);
});
