import { FakeApi } from '../../test/fake-api';
import { pagesFor, readLogPage } from './log-pages';

it('names the pages that hold a range, cut off where the tail begins', () => {
  expect(pagesFor({ first: 150, last: 210, tailStart: 1_001 })).toEqual([
    { after: 0, limit: 200 },
    { after: 200, limit: 200 },
  ]);
  expect(pagesFor({ first: 201, last: 400, tailStart: 1_001 })).toEqual([{ after: 200, limit: 200 }]);
  expect(pagesFor({ first: 390, last: 500, tailStart: 458 })).toEqual([
    { after: 200, limit: 200 },
    { after: 400, limit: 57 },
  ]);
});

it('names none for what the tail holds', () => {
  expect(pagesFor({ first: 458, last: 500, tailStart: 458 })).toEqual([]);
  expect(pagesFor({ first: 0, last: 0, tailStart: 1 })).toEqual([]);
});

it('reads on if the bus ends a page early, and no further than the page goes', async () => {
  const event = (position: number) => ({
    position,
    type: 'Tested',
    source: '/t',
    storedtime: '',
    data: 'long',
  });
  const api = new FakeApi()
    .on('GET', /after=200&limit=4$/, {
      body: [201, 202].map(event),
      headers: { link: '</events?after=202&limit=4>; rel="next"' },
    })
    .on('GET', /after=202&limit=4$/, { body: [203, 204, 205, 206].map(event) });
  const events = await readLogPage({ after: 200, limit: 4 }, new AbortController().signal);
  expect(events.map(({ position }) => position)).toEqual([201, 202, 203, 204]);
  expect(events[0]).not.toHaveProperty('data');
  expect(api.calls).toHaveLength(2);
});
