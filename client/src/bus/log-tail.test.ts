import { summaryAt } from '../../test/summary-at';
import { appendToTail, emptyTail, headOf } from './log-tail';

const events = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => summaryAt(first + index));

it('begins after the head that was found', () => {
  const tail = emptyTail(57);
  expect(headOf(tail)).toBe(57);
  expect(appendToTail(tail, events(58, 60))).toEqual({ start: 58, events: events(58, 60) });
});

it('leaves out what came already', () => {
  const tail = appendToTail(emptyTail(0), events(1, 5));
  expect(appendToTail(tail, events(2, 5))).toBe(tail);
  expect(headOf(appendToTail(tail, events(4, 7)))).toBe(7);
  expect(appendToTail(tail, events(4, 7)).events).toHaveLength(7);
});

it('starts over after a gap', () => {
  const tail = appendToTail(emptyTail(10), events(11, 12));
  expect(appendToTail(tail, events(20, 21))).toEqual({ start: 20, events: events(20, 21) });
});

it('keeps the newest and drops whole pages only', () => {
  const tail = appendToTail(emptyTail(57), events(58, 9_999));
  expect(headOf(tail)).toBe(9_999);
  expect((tail.start - 1) % 200).toBe(0);
  expect(tail.events.length).toBeGreaterThanOrEqual(2_000);
  expect(tail.events.length).toBeLessThan(2_200);
  expect(tail.events[0]?.position).toBe(tail.start);
});
