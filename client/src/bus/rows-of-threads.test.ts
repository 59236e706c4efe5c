import { summaryAt } from '../../test/summary-at';
import { foldThreads } from './fold-threads';
import { rowsOfThreads } from './rows-of-threads';

const events = [
  summaryAt(11),
  summaryAt(12),
  summaryAt(13, { causationid: 'id-11' }),
  summaryAt(15, { causationid: 'id-13' }),
  summaryAt(17),
];
const rows = (...unfolded: number[]) => rowsOfThreads(foldThreads(events), new Set(unfolded));
const outline = (...unfolded: number[]) => {
  const of = rows(...unfolded);
  return Array.from({ length: of.count }, (_, index) => of.positionAt(index));
};

it('has a row for each thread, and below one that is unfolded its other events', () => {
  expect(outline()).toEqual([11, 12, 17]);
  expect(outline(11)).toEqual([11, 13, 15, 12, 17]);
  // An event that stands alone has nothing to unfold.
  expect(outline(12)).toEqual([11, 12, 17]);
});

it('says of a row what it is of its thread', () => {
  expect(rows().foldAt?.(0)).toMatchObject({ isHead: true, isUnfolded: false });
  expect(rows(11).foldAt?.(1)).toMatchObject({ isHead: false, isUnfolded: true });
  expect(rows().foldAt?.(1)).toBeUndefined();
});

it('leads from each position to its row, folded or not, and from others to the next', () => {
  expect([11, 12, 13, 14, 15, 17].map((position) => rows().indexOf(position))).toEqual([0, 1, 0, 2, 0, 2]);
  expect([11, 12, 13, 15, 17].map((position) => rows(11).indexOf(position))).toEqual([0, 3, 1, 2, 4]);
  expect(rows().indexOf(18)).toBeUndefined();
  expect(rows().reach).toEqual({ first: 11, last: 17 });
  expect(rowsOfThreads([], new Set())).toMatchObject({ count: 0, reach: { first: 0, last: 0 } });
});
