import type { AccountState } from '@blog/lab/account';
import type { LogEvent } from '../api/bus-events';
import { type Facts, hear, isDone, NOTHING_HEARD } from './steps';

const event = (position: number, type: string, subject: string, afterMs = 0): LogEvent => ({
  ...{ position, type, subject, id: `e${position}`, source: '/somewhere' },
  storedtime: new Date(1_700_000_000_000 + afterMs).toISOString(),
});
const heardAfter = (...events: LogEvent[]) => events.reduce(hear, NOTHING_HEARD);

const COUNTS = { onTheWay: 0, beingChecked: 0, unchecked: 0, lost: 0, twice: 0, outOfOrder: 0 };
const ACCOUNT: AccountState = {
  ...COUNTS,
  ...{ since: '2026-01-01T00:00:00Z', at: '2026-01-01T00:00:00Z', position: 9, log: 'read' },
  posts: { accepted: 1, inLog: 1, inPosts: 1, inQuery: 1 },
  comments: { accepted: 2, inLog: 2, inComments: 2, inQuery: 2, decided: 2 },
  ...{ services: [], findings: [] },
};
const FACTS: Facts = {
  postId: undefined,
  chain: [],
  isModerationRunning: true,
  stopAction: 'stop',
  backlog: 0,
  isLoadOn: false,
  account: undefined,
};

it('follows the first comment up to what its decision led to, with the time since it was stored', () => {
  const heard = heardAfter(
    event(1, 'PostCreated', 'p'),
    event(2, 'CommentCreated', 'c', 0),
    event(3, 'CommentCreated', 'another', 1),
    event(4, 'CommentModerated', 'c', 12),
    event(5, 'CommentUpdated', 'c', 20),
    event(6, 'CommentEdited', 'c', 900),
  );
  expect(heard.postId).toBe('p');
  expect(heard.chain.map(({ position, afterMs }) => [position, afterMs])).toEqual([
    [2, 0],
    [4, 12],
    [5, 20],
  ]);
  expect(isDone('travel', { ...FACTS, chain: heard.chain.slice(0, 2) })).toBe(false);
  expect(isDone('travel', { ...FACTS, chain: heard.chain })).toBe(true);
});

it('is done with writing once the log has a post, and not before', () => {
  expect(isDone('write', FACTS)).toBe(false);
  expect(isDone('write', { ...FACTS, postId: 'p' })).toBe(true);
});

it.each<[string, Partial<Facts>, boolean]>([
  ['moderation runs', { isModerationRunning: true, backlog: 80 }, false],
  ['50 events wait', { isModerationRunning: false, backlog: 50 }, false],
  ['51 events wait', { isModerationRunning: false, backlog: 51 }, true],
  ['nobody can say how many wait', { isModerationRunning: false, backlog: undefined }, false],
])('counts moderation as stopped with a backlog when %s: %s', (_what, facts, expected) => {
  expect(isDone('stop', { ...FACTS, ...facts })).toBe(expected);
});

it.each<[string, Partial<Facts>, boolean]>([
  ['it drains', { backlog: 1 }, false],
  ['the load is still running', { isLoadOn: true }, false],
  ['it has started only', { isModerationRunning: false }, false],
  ['nothing waits', {}, true],
])('counts it as drained when %s', (_what, facts, expected) => {
  expect(isDone('start', { ...FACTS, ...facts })).toBe(expected);
});

it.each(Object.keys(COUNTS).filter((name) => name !== 'unchecked'))(
  'is not done with an account with one %s',
  (name) => {
    expect(isDone('account', { ...FACTS, account: { ...ACCOUNT, [name]: 1 } })).toBe(false);
    expect(isDone('account', { ...FACTS, account: ACCOUNT })).toBe(true);
  },
);

it('is not done with an account of nothing', () => {
  const posts = { accepted: 0, inLog: 0, inPosts: 0, inQuery: 0 };
  const comments = { accepted: 0, inLog: 0, inComments: 0, inQuery: 0, decided: 0 };
  expect(isDone('account', { ...FACTS, account: { ...ACCOUNT, posts, comments } })).toBe(false);
});
