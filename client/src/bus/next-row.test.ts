import { summaryAt } from '../../test/summary-at';
import { rowsOfMatches } from './matches';
import { nextRow } from './next-row';

const events = Array.from({ length: 100 }, (_, index) => summaryAt((index + 1) * 10));
const rows = rowsOfMatches({ dropped: 0, events });
const press = (key: string, active?: number) =>
  nextRow(key, { rows, active, inView: { first: 40, last: 51 } });

it('moves by a row, by what is in view, or to an end', () => {
  expect(press('ArrowUp', 45)).toBe(450);
  expect(press('ArrowDown', 45)).toBe(470);
  expect(press('PageUp', 45)).toBe(360);
  expect(press('PageDown', 45)).toBe(560);
  expect(press('Home', 45)).toBe(10);
  expect(press('End', 45)).toBe(1_000);
});

it('stops at the ends', () => {
  expect(press('ArrowUp', 0)).toBe(10);
  expect(press('PageDown', 95)).toBe(1_000);
});

it('begins at the last row in view', () => {
  expect(press('ArrowUp')).toBe(520);
});

it('leaves other keys alone, and every key if there are no rows', () => {
  expect(press('a', 45)).toBeUndefined();
  const none = rowsOfMatches({ dropped: 0, events: [] });
  expect(nextRow('Home', { rows: none, active: undefined, inView: { first: 0, last: 0 } })).toBeUndefined();
});
