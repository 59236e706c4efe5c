import { duration, roughDuration } from './duration';

it.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [12.4, '12 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [4_290, '4.2 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [200_000, '3 min 20 s'],
  [3_600_000, '1 h'],
  [3_660_000, '1 h 1 min'],
  [190_800_000, '2 d 5 h'],
])('says %d ms as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

it.each([
  [200_000, '3 min'],
  [190_800_000, '2 d'],
])('says %d ms roughly as %s', (ms, text) => {
  expect(roughDuration(ms)).toBe(text);
});
