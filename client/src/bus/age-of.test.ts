import { ageOf } from './age-of';

it('counts seconds, then minutes, then as durations do', () => {
  expect([-50, 999, 1_000, 9_400, 59_999].map(ageOf)).toEqual(['now', 'now', '1 s', '9 s', '59 s']);
  expect([60_000, 119_000, 3_900_000].map(ageOf)).toEqual(['1 min', '1 min', '1 h 5 min']);
});
