import { Faults } from './faults';
import { Load } from './load';
import { Receipts } from './receipts';
import type { WriteOutcome, WriteRequest } from './write-until-accepted';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A load whose writes `answer` answers; by default all are accepted. */
function loadUnderTest(
  answer: (request: WriteRequest) => WriteOutcome | Promise<WriteOutcome> = ({ idempotencyKey }) => ({
    result: 'accepted',
    id: `id-${idempotencyKey}`,
  }),
) {
  const sent: WriteRequest[] = [];
  const now = () => new Date(Date.now());
  const receipts = new Receipts({ now });
  const faults = new Faults(now);
  let keys = 0;
  const load = new Load({
    write: async (request) => {
      sent.push(request);
      return answer(request);
    },
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    receipts,
    faults,
    newKey: () => `${++keys}`,
    choose: () => 0,
    nowMs: () => Date.now(),
    onChange: () => {},
  });
  const kept = () => receipts.page({ after: 0, limit: 10_000 }).receipts;
  const count = (kind: string) => kept().filter((one) => one.kind === kind).length;
  return { load, sent, kept, count, faults };
}

it('writes as many posts and comments in a second as it is told, and a receipt of each', async () => {
  const { load, count, sent } = loadUnderTest();
  load.set({ postsPerSecond: 5, commentsPerSecond: 100 });
  await jest.advanceTimersByTimeAsync(10_000);
  expect(Math.abs(count('post') - 50)).toBeLessThanOrEqual(1);
  // Until the first post, there is nothing to comment on.
  expect(count('comment')).toBeGreaterThan(900);
  expect(count('comment')).toBeLessThanOrEqual(1_000);
  expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(sent.length);
  load.close();
});

it('writes comments on posts that were accepted, some of them with a blocked word', async () => {
  const { load, sent, kept } = loadUnderTest();
  load.set({ postsPerSecond: 0, commentsPerSecond: 50 });
  await jest.advanceTimersByTimeAsync(1_000);
  const posts = kept().filter(({ kind }) => kind === 'post');
  expect(posts).toHaveLength(1);
  const comments = sent.filter(({ kind }) => kind === 'comment');
  expect(new Set(comments.map(({ postId }) => postId))).toEqual(new Set([posts[0]?.id]));
  const blocked = comments.filter(({ text }) => /\borange\b/.test(text));
  expect(blocked.length).toBe(Math.floor(comments.length / 5));
  load.close();
});

it('tries the same write with the same key until it is accepted, which gives one receipt', async () => {
  let attempts = 0;
  const { load, sent, kept } = loadUnderTest(() => {
    attempts += 1;
    return attempts < 4 ? { result: 'unanswered', retryAfterMs: 1_000 } : { result: 'accepted', id: 'p1' };
  });
  load.set({ postsPerSecond: 1, commentsPerSecond: 0 });
  await jest.advanceTimersByTimeAsync(1_020);
  load.end();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(sent).toHaveLength(4);
  expect(new Set(sent.map((request) => JSON.stringify(request))).size).toBe(1);
  expect(kept().map(({ id }) => id)).toEqual(['p1']);
  load.close();
});

it('has a bounded number in flight while nobody answers, and does not catch up afterwards', async () => {
  const waiting: ((outcome: WriteOutcome) => void)[] = [];
  const { load, sent, count } = loadUnderTest(() => new Promise((resolve) => waiting.push(resolve)));
  load.set({ postsPerSecond: 50, commentsPerSecond: 0 });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(100);
  for (const [index, resolve] of waiting.splice(0).entries())
    resolve({ result: 'accepted', id: `p${index}` });
  await jest.advanceTimersByTimeAsync(1_000);
  expect(count('post')).toBe(100);
  expect(sent.length).toBeLessThanOrEqual(151);
  load.close();
});

it('gives up what is refused, and no longer comments on a post that takes no comments', async () => {
  const { load, sent, kept } = loadUnderTest(({ kind, postId, idempotencyKey }) => {
    if (kind === 'comment' && postId === 'id-1') return { result: 'refused', detail: '404' };
    return { result: 'accepted', id: `id-${idempotencyKey}` };
  });
  load.set({ postsPerSecond: 1, commentsPerSecond: 10 });
  await jest.advanceTimersByTimeAsync(5_000);
  expect(sent.filter(({ postId }) => postId === 'id-1')).toHaveLength(1);
  expect(kept().filter(({ kind }) => kind === 'comment').length).toBeGreaterThan(20);
  load.close();
});

it('says what it writes, and that it has ended', async () => {
  const { load, sent, faults } = loadUnderTest();
  expect(load.rate).toBeNull();
  load.set({ postsPerSecond: 2, commentsPerSecond: 0 });
  expect(load.rate).toEqual({ postsPerSecond: 2, commentsPerSecond: 0 });
  load.end();
  load.end();
  await jest.advanceTimersByTimeAsync(5_000);
  expect([load.rate, sent]).toEqual([null, []]);
  expect(faults.list.map(({ kind }) => kind)).toEqual(['load', 'load-end']);
});
