import { scrollToShow } from './scroll-to-show';

const show = (rowTop: number) => scrollToShow({ rowTop, rowHeight: 36, scrollTop: 1_000, viewHeight: 500 });

it('stays for a row that is in view', () => {
  expect(show(1_000)).toBe(1_000);
  expect(show(1_464)).toBe(1_000);
});

it('goes as far as it must for a row nearby', () => {
  expect(show(964)).toBe(964);
  expect(show(1_500)).toBe(1_036);
});

it('puts a row from far away in the middle', () => {
  expect(show(36_000)).toBe(36_000 - 232);
  expect(show(0)).toBe(0);
});
