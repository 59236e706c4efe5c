import { lagScale, SPAN_MS, shareOfTime } from './lag-scale';

const at = (atMs: number, events: number) => ({ atMs, events });
const END = 1_000_000;

it.each([
  [[], 10],
  [[3], 10],
  [[10], 10],
  [[11], 20],
  [[60], 100],
  [[100], 100],
  [[1_999, 4], 2_000],
  [[2_001], 5_000],
])('takes %j up to %i, for all charts', (events, eventsMax) => {
  expect(lagScale([events.map((count) => at(END, count)), [at(END, 1)]], END)).toEqual({
    eventsMax,
    endMs: END,
  });
});

it('forgets what was before the time that is shown', () => {
  expect(lagScale([[at(END - SPAN_MS - 1, 900), at(END, 12)]], END).eventsMax).toBe(20);
});

it('has the present at the right, and what is older than the chart at the left', () => {
  const scale = lagScale([], END);
  expect([END, END - SPAN_MS / 2, END - 2 * SPAN_MS].map((ms) => shareOfTime(ms, scale))).toEqual([
    1, 0.5, 0,
  ]);
});
