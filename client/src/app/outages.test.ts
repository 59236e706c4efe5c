import type { LabPart } from '@blog/lab/state';
import { SERVICES } from '../api/api-problem';
import type { ServiceState, ServiceStatus } from '../api/service-status';
import type { SubscriptionView } from '../api/subscribers';
import { conditionsOf, type Knowledge } from '../api/use-conditions';
import { outagesOf } from './outages';

type States = Partial<Record<string, ServiceState>>;

function statuses(states: States): ServiceStatus[] {
  return SERVICES.map((service) => ({
    service,
    state: states[service] ?? 'ready',
    error: states[service] === 'stopped' ? 'Cannot go on at position 7.' : undefined,
    hasOutbox: false,
    outboxPending: 0,
    outboxSetAside: 0,
  }));
}

const known = (states: States, others: Partial<Knowledge> = {}): Knowledge => ({
  statuses: statuses(states),
  lab: undefined,
  subscribers: [],
  ...others,
});

const subscription = (state: SubscriptionView['state'], ageMs = 0): SubscriptionView => ({
  kind: 'subscription',
  name: 'moderation',
  position: 4,
  lag: { events: ageMs === 0 ? 0 : 6, ageMs },
  state,
  lastError: null,
  nextAttemptAt: null,
  url: 'http://moderation/events',
  types: ['CommentCreated'],
  attempts: 0,
  attemptsMax: 12,
  parked: 0,
});

const lab = (name: string, state: LabPart['state']): Partial<Knowledge> => ({
  lab: {
    startedBy: 'npm start',
    parts: [{ name, state, since: '2026-01-01T00:00:00Z', actions: [] }],
    links: [],
    load: null,
    classic: null,
    faults: [],
  },
});

it('reports nothing while all are ready, or not known yet', () => {
  expect(outagesOf(known({}))).toEqual([]);
  expect(outagesOf(known({ posts: 'unknown' }))).toEqual([]);
});

it.each([
  ['posts', 'Reading and commenting still work'],
  ['comments', 'Reading and posting still work'],
  ['query', 'Writing still works'],
  ['moderation', 'comments stay pending'],
  ['event-bus', 'kept by the services'],
])('says what still works without %s', (service, meaning) => {
  const [outage, ...others] = outagesOf(known({ [service]: 'down' }));
  expect(outage).toEqual({ title: `${service} is down`, meaning: expect.stringContaining(meaning) });
  expect(others).toEqual([]);
});

it('does not call a service unusable that is only catching up', () => {
  expect(outagesOf(known({ posts: 'catching-up' }))).toEqual([
    { title: 'posts is behind', meaning: expect.stringContaining('Reading and writing still work') },
  ]);
});

it('says why a service is stuck at an event', () => {
  expect(outagesOf(known({ query: 'stopped' }))).toEqual([
    {
      title: 'query is stuck',
      meaning: expect.stringMatching(/may be incomplete.*Cannot go on at position 7/),
    },
  ]);
});

it('says that there is no connection at all, rather than five times that a service is down', () => {
  const all = Object.fromEntries(SERVICES.map((service) => [service, 'down' as const]));
  expect(outagesOf(known(all))).toEqual([expect.objectContaining({ title: 'No connection' })]);
});

it.each([
  ['paused', 'stay pending until its subscription is resumed'],
  ['ended', 'until it has subscribed again'],
  ['retrying', 'could not deliver one and is retrying'],
  ['blocked', 'until its parked events are dealt with'],
] as const)('says why comments wait though moderation runs: its subscription is %s', (state, meaning) => {
  const [outage, ...others] = outagesOf(known({}, { subscribers: [subscription(state)] }));
  const word = state === 'blocked' ? 'stuck' : state;
  expect(outage).toEqual({
    title: `moderation is ${word}`,
    meaning: expect.stringMatching(new RegExp(`^(New comments|Comments may) .*${meaning}`)),
  });
  expect(others).toEqual([]);
});

it('does not take events in flight for a backlog', () => {
  expect(outagesOf(known({}, { subscribers: [subscription('active', 1_900)] }))).toEqual([]);
  expect(outagesOf(known({}, { subscribers: [subscription('active', 2_000)] }))).toEqual([
    { title: 'moderation is behind', meaning: expect.stringContaining('stay pending for a while') },
  ]);
});

it.each([
  ['killed', 'down'],
  ['stopped', 'down'],
  ['frozen', 'frozen'],
  ['starting', 'starting'],
] as const)(
  'believes the lab immediately: a part that was %s is %s, whatever it answered last',
  (part, word) => {
    expect(outagesOf(known({}, lab('query', part)))).toEqual([
      { title: `query is ${word}`, meaning: expect.stringContaining('Writing still works') },
    ]);
  },
);

it('treats every service as unknown, not as down, if the page reaches none', () => {
  const all = Object.fromEntries(SERVICES.map((service) => [service, 'down' as const]));
  expect(new Set(conditionsOf(known(all)).map(({ state }) => state))).toEqual(new Set(['unknown']));
});
