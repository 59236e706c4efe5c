import { median, quantile } from './statistics';

const HUNDRED = Array.from({ length: 100 }, (_, index) => 100 - index);

it('finds a quantile by nearest rank, whatever the order', () => {
  expect(quantile(HUNDRED, 0.99)).toBe(99);
  expect(quantile(HUNDRED, 0.5)).toBe(50);
  expect(quantile(HUNDRED, 1)).toBe(100);
});

it('sorts as numbers, not as texts', () => {
  expect(quantile([9, 10, 100], 0.5)).toBe(10);
});

it('takes the middle of an odd number of values, and the mean of two otherwise', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

it('refuses no values at all', () => {
  expect(() => median([])).toThrow('at least one value');
  expect(() => quantile([], 0.5)).toThrow('at least one value');
});
