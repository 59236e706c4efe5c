import { waitedMs } from './waited-ms';

const event = { position: 1, id: 'i', source: '/s', type: 'T', storedtime: '2026-01-01T00:00:37.500Z' };

it('is the time between happening and being stored', () => {
  expect(waitedMs({ ...event, time: '2026-01-01T00:00:00Z' })).toBe(37_500);
  expect(waitedMs({ ...event, time: '2026-01-01T01:00:36.5+01:00' })).toBe(1_000);
});

it('is not mentioned below a second, or with a clock that is ahead', () => {
  for (const time of ['2026-01-01T00:00:36.501Z', '2026-01-01T00:01:00Z', 'yesterday']) {
    expect(waitedMs({ ...event, time })).toBeUndefined();
  }
});

it('is unknown without a time, and for a reaction, which has the time of its cause', () => {
  expect(waitedMs(event)).toBeUndefined();
  expect(waitedMs({ ...event, time: '2026-01-01T00:00:00Z', causationid: 'c' })).toBeUndefined();
});
