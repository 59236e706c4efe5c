import { filterQuery, NO_FILTER, parseFilter } from './event-filter';

it('reads from an address what it has written there', () => {
  const filter = { types: ['A', 'B'], subject: 'a/b?c', contains: 'x & "y" 🍊' };
  expect(parseFilter(new URLSearchParams(filterQuery(filter).toString()))).toEqual(filter);
  expect(filterQuery(NO_FILTER).toString()).toBe('');
});

it('ignores a text that the bus would refuse', () => {
  for (const contains of ['a', '🍊', 'a'.repeat(201)]) {
    expect(parseFilter(new URLSearchParams({ contains }))).toEqual(NO_FILTER);
  }
});
