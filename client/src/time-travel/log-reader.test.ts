import { ApiProblem } from '../api/api-problem';
import { LogReader } from './log-reader';

interface Asked {
  readonly after: number;
  readonly url: URL;
  readonly signal: AbortSignal;
  isAnswered: boolean;
  answer(events: number, total?: number): void;
  fail(): void;
}

let asked: Asked[];
const leaving = new AbortController();

/** Requests are answered when the test says so. */
beforeEach(() => {
  asked = [];
  const fetch = (path: string, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      const url = new URL(path, 'http://page');
      const after = Number(url.searchParams.get('after'));
      const answer = (events: number, total = 10_000) => {
        const headers = new Map([
          ['event-log-head', `${total}`],
          ['event-log-epoch', 'first'],
        ]);
        const json = async () =>
          Array.from({ length: events }, (_, index) => ({ position: after + index + 1 }));
        one.isAnswered = true;
        resolve({ ok: true, headers, json });
      };
      const fail = () => reject(new TypeError('Failed to fetch'));
      const one: Asked = { after, url, signal, isAnswered: false, answer, fail };
      asked.push(one);
    });
  Object.assign(globalThis, { fetch });
});

const readerOf = (eventsMax = 200_000) => new LogReader({ eventsMax, leaving: leaving.signal });
const isGivenUp = ({ signal, isAnswered }: Asked) => signal.aborted && !isAnswered;
const request = (after: number) => asked.find((one) => one.after === after && !isGivenUp(one)) as Asked;
const givenUp = () => asked.filter(isGivenUp).map(({ after }) => after);
const underWay = () => asked.filter((one) => !one.isAnswered && !isGivenUp(one)).map(({ after }) => after);

async function read(reader: LogReader, after: number, answer: Parameters<Asked['answer']>) {
  const page = reader.pageAfter(after);
  request(after).answer(...answer);
  return page;
}

it('requests the next three pages once it knows that the log has them', async () => {
  const reader = readerOf();
  const { events, total } = await read(reader, 0, [1_000]);
  expect([events.length, events[0]?.position, total]).toEqual([1_000, 1, 10_000]);
  expect(underWay()).toEqual([1_000, 2_000, 3_000]);
  await read(reader, 1_000, [1_000]);
  expect(underWay()).toEqual([2_000, 3_000, 4_000]);
});

it('gives pages in order, in whatever order their answers come', async () => {
  const reader = readerOf();
  await read(reader, 0, [1_000]);
  request(2_000).answer(1_000);
  const { events } = await read(reader, 1_000, [1_000]);
  expect(events[0]?.position).toBe(1_001);
  expect((await reader.pageAfter(2_000)).events[0]?.position).toBe(2_001);
});

it.each([
  ['the end of the log', 200_000, 2_500],
  ['the most that it may read', 2_500, 10_000],
])('asks for nothing after %s', async (_what, eventsMax, total) => {
  const reader = readerOf(eventsMax);
  await read(reader, 0, [1_000, total]);
  expect(underWay()).toEqual([1_000, 2_000]);
});

it('gives up the pages that would not join a short one, and asks for one at a time while pages are short', async () => {
  const reader = readerOf();
  await read(reader, 0, [1_000]);
  await read(reader, 1_000, [300]);
  expect([underWay(), givenUp()]).toEqual([[1_300], [2_000, 3_000]]);
  const { events } = await read(reader, 1_300, [200]);
  expect(events[0]?.position).toBe(1_301);
  expect(underWay()).toEqual([1_500]);
});

it('reads a page again that failed, and those after it', async () => {
  const reader = readerOf();
  await read(reader, 0, [1_000]);
  const failed = reader.pageAfter(1_000);
  request(1_000).fail();
  await expect(failed).rejects.toThrow(ApiProblem);
  const { events } = await read(reader, 1_000, [1_000]);
  expect(events[0]?.position).toBe(1_001);
  expect(underWay()).toEqual([2_000, 3_000, 4_000]);
});

it('asks for every further page in the epoch of the first', async () => {
  const reader = readerOf();
  await read(reader, 0, [1_000]);
  expect(asked.map(({ url }) => url.searchParams.get('epoch'))).toEqual([null, 'first', 'first', 'first']);
  expect(reader.epoch).toBe('first');
});
