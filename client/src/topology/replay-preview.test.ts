import { FakeApi } from '../../test/fake-api';
import { previewReplay, previewWords } from './replay-preview';

let api: FakeApi;
beforeEach(() => {
  api = new FakeApi();
});

const page = (positions: readonly number[], next?: number) => ({
  body: positions.map((position) => ({ position })),
  headers: next === undefined ? {} : { link: `</events?after=${next}&limit=1000&type=A>; rel="next"` },
});
const of = (types: readonly string[] | null) => ({ types, position: 10 });

it('does not read the log for a subscription to every type', async () => {
  expect(await previewReplay(of(null), 3)).toEqual({ events: 7, isExact: true, direction: 'again' });
  expect(await previewReplay(of(null), 12)).toEqual({ events: 2, isExact: true, direction: 'skipped' });
  expect(api.calls).toEqual([]);
});

it('counts the types that it asks for, up to where the cursor is', async () => {
  api.on('GET', /^\/event-bus\/events\?after=3&limit=1000&type=A%2CB\+C$/, page([5, 9, 10, 11, 40], 40));
  expect(await previewReplay(of(['A', 'B C']), 3)).toEqual({ events: 3, isExact: true, direction: 'again' });
  expect(api.calls).toHaveLength(1);
});

it('counts what a move ahead would leave out', async () => {
  api.on('GET', /after=10/, page([11, 12, 20]));
  expect(await previewReplay(of(['A']), 15)).toEqual({ events: 2, isExact: true, direction: 'skipped' });
});

it('reads on, page by page', async () => {
  api.on('GET', /after=0/, page([1, 2], 6)).on('GET', /after=6/, page([8, 10]));
  expect(await previewReplay(of(['A']), 0)).toEqual({ events: 4, isExact: true, direction: 'again' });
});

it('gives a bound where counting would take more than three pages', async () => {
  api.on('GET', /events/, page([1], 1));
  const preview = await previewReplay(of(['A']), 0);
  expect(preview).toEqual({ events: 10, isExact: false, direction: 'again' });
  expect(api.calls).toHaveLength(3);
  expect(previewWords(preview, 'moderation')).toBe('moderation would get at most 10 events again.');
});

it('says what a move means', () => {
  const words = (events: number, direction: 'again' | 'skipped') =>
    previewWords({ events, isExact: true, direction }, 'moderation');
  expect(words(1, 'again')).toBe('moderation would get 1 event again.');
  expect(words(1_200, 'again')).toBe('moderation would get 1,200 events again.');
  expect(words(2, 'skipped')).toBe('2 events would be skipped: moderation would never get them.');
  expect(words(0, 'again')).toBe('moderation would get nothing again and skip nothing.');
});
