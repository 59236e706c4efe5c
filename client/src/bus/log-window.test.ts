import { baseAfterScroll, baseAtHead, baseToShow, ROWS_MAX, windowCount } from './log-window';

const HEAD = 10_000_000;

it('covers a log that is shorter than the window as a whole', () => {
  expect(baseAtHead(100)).toBe(0);
  expect(windowCount(0, 100)).toBe(100);
  expect(baseAfterScroll(0, { first: 1, last: 20 }, 100)).toBe(0);
  expect(baseAfterScroll(0, { first: 80, last: 100 }, 100)).toBe(0);
});

it('ends at the head of a longer one', () => {
  const base = baseAtHead(HEAD);
  expect(base + windowCount(base, HEAD)).toBe(HEAD);
  expect(windowCount(base, HEAD)).toBe(ROWS_MAX);
});

it('stays for a position that it covers, and otherwise puts it in the middle', () => {
  const base = baseAtHead(HEAD);
  expect(baseToShow(base, HEAD, HEAD)).toBe(base);
  expect(baseToShow(base, base + 1, HEAD)).toBe(base);
  expect(baseToShow(base, 5_000_000, HEAD)).toBe(5_000_000 - ROWS_MAX / 2);
  expect(baseToShow(base, 1, HEAD)).toBe(0);
  expect(baseToShow(0, HEAD, HEAD)).toBe(base);
});

it('moves on before the reader comes to one of its ends', () => {
  const base = 5_000_000;
  expect(baseAfterScroll(base, { first: base + 50_000, last: base + 50_020 }, HEAD)).toBe(base);
  expect(baseAfterScroll(base, { first: base + 80, last: base + 100 }, HEAD)).toBe(base - ROWS_MAX / 2);
  const end = base + ROWS_MAX;
  expect(baseAfterScroll(base, { first: end - 90, last: end - 70 }, HEAD)).toBe(base + ROWS_MAX / 2);
  expect(baseAfterScroll(baseAtHead(HEAD), { first: HEAD - 20, last: HEAD }, HEAD)).toBe(baseAtHead(HEAD));
});
