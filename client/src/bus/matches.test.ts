import { summaryAt } from '../../test/summary-at';
import { appendMatches, NO_MATCHES, rowsOfMatches } from './matches';

const at = (...positions: number[]) => positions.map((position) => summaryAt(position));

it('adds what was found, and nothing twice', () => {
  const matches = appendMatches(appendMatches(NO_MATCHES, at(3, 7)), at(7, 12));
  expect(matches).toEqual({ dropped: 0, events: at(3, 7, 12) });
  expect(appendMatches(matches, at(12))).toBe(matches);
});

it('keeps the newest 100,000 and counts the others', () => {
  const all = at(...Array.from({ length: 100_003 }, (_, index) => index * 2 + 1));
  const matches = appendMatches(appendMatches(NO_MATCHES, all.slice(0, 99_999)), all.slice(99_999));
  const rows = rowsOfMatches(matches);
  expect(rows).toMatchObject({
    total: 100_003,
    first: 4,
    count: 100_000,
    reach: { first: 7, last: 200_005 },
  });
  expect(rows.at(0)?.position).toBe(7);
});

it('finds the row of a position, or of the next one', () => {
  const rows = rowsOfMatches({ dropped: 0, events: at(3, 7, 12) });
  expect([1, 3, 4, 7, 12].map((position) => rows.indexOf(position))).toEqual([0, 0, 1, 1, 2]);
  expect(rows.indexOf(13)).toBeUndefined();
  expect(rows.positionAt(1)).toBe(7);
});
