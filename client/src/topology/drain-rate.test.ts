import { drainRate, drainWords } from './drain-rate';

/** One sample per second. */
const lags = (...events: number[]) => events.map((count, index) => ({ atMs: index * 1_000, events: count }));

it.each([
  [[], undefined],
  [[7], undefined],
  [[100, 60], 40],
  [[0, 20, 40], -20],
  [[5, 5, 5], 0],
])('of %j is %p a second', (events, rate) => {
  expect(drainRate(lags(...events))).toBe(rate);
});

it('starts at the last turning point: earlier growth says nothing about how it drains', () => {
  expect(drainRate(lags(0, 500, 900, 700, 500))).toBe(200);
});

it('looks back at most five seconds', () => {
  expect(drainRate(lags(10_000, 1_000, 900, 800, 700, 600, 500))).toBe(100);
});

it('says when a backlog will be gone', () => {
  expect(drainWords(lags(1_080, 900, 720))).toBe('drains 180/s, empty in about 4 s');
  expect(drainWords(lags(1_000, 999))).toBe('drains 1/s, empty in about 16 min');
  expect(drainWords(lags(30, 3))).toBe('drains 27/s, empty in about 1 s');
});

it('says that it grows, or stays', () => {
  expect(drainWords(lags(0, 20, 40))).toBe('grows 20/s');
  expect(drainWords(lags(40, 40))).toBe('neither grows nor drains');
});

it('says nothing without a backlog, or after a single look', () => {
  expect(drainWords(lags(40, 0))).toBe('');
  expect(drainWords(lags(40))).toBe('');
  expect(drainWords([])).toBe('');
});
