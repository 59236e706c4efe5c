import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { BusUnavailable } from './bus-error';
import type { LogItem } from './log-item';
import { readBlocks } from './read-blocks';

const MINUTE = { silenceMsMax: 60_000 };

/** Reads until the stream ends; `end` is the error that always ends it. */
async function readAll(stream: Readable, options = MINUTE) {
  const blocks: LogItem[][] = [];
  try {
    for await (const block of readBlocks(stream, options)) blocks.push([...block]);
  } catch (end) {
    return { blocks, events: blocks.flat(), end };
  }
  throw new Error('Expected an error at the end.');
}

/** Resolves once the text has come out at the other end. */
async function send(stream: PassThrough, text: string): Promise<void> {
  const came = once(stream, 'data');
  stream.write(text);
  await came;
}

/** Gives each chunk in a turn of its own, so that the reader sees it before the next one comes. */
function inTurns(chunks: readonly Buffer[]): Readable {
  async function* give() {
    for (const chunk of chunks) {
      await new Promise(setImmediate);
      yield chunk;
    }
  }
  return Readable.from(give(), { objectMode: false });
}

const line = (event: unknown) => `${JSON.stringify(event)}\n`;

describe('readBlocks', () => {
  it('gives the same events wherever the bytes are split, inside lines and characters too', async () => {
    const event = fc.record({ position: fc.nat(), data: fc.string({ unit: 'grapheme', maxLength: 20 }) });
    const sent = fc.array(fc.oneof({ weight: 4, arbitrary: event }, fc.constant('heartbeat')));
    const cuts = fc.array(fc.nat({ max: 400 }));
    await fc.assert(
      fc.asyncProperty(sent, cuts, async (items, places) => {
        const bytes = Buffer.from(items.map((item) => (item === 'heartbeat' ? '\n' : line(item))).join(''));
        const ends = [...new Set(places), bytes.length].filter((end) => end <= bytes.length);
        ends.sort((a, b) => a - b);
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        const { blocks, events, end } = await readAll(inTurns(chunks));
        expect(blocks).not.toContainEqual([]);
        expect(events).toEqual(items.filter((item) => item !== 'heartbeat'));
        expect(end).toBeInstanceOf(BusUnavailable);
      }),
    );
  });

  it('gives up on a line that is longer than any event, instead of holding it without end', async () => {
    const stream = new PassThrough();
    const reading = readAll(stream);
    stream.write(Buffer.alloc(2 * 1024 * 1024, 'x'));
    const { events, end } = await reading;
    expect(events).toEqual([]);
    expect(end).toMatchObject({ name: 'BusUnavailable', message: expect.stringMatching(/longer than any/) });
  });

  it('gives all that came while the consumer was busy as one block', async () => {
    const stream = new PassThrough();
    const blocks = readBlocks(stream, MINUTE);
    stream.write(line(1));
    expect([...(await blocks.next()).value]).toEqual([1]);
    for (const n of [2, 3, 4]) stream.write(line(n));
    expect([...(await blocks.next()).value]).toEqual([2, 3, 4]);
    await blocks.return(undefined as never);
    expect(stream.destroyed).toBe(true);
  });

  it('leaves out half a line at the end', async () => {
    expect((await readAll(Readable.from([line(1), '{"pos'], { objectMode: false }))).events).toEqual([1]);
  });

  it('gives what came before the stream broke, then says why it ended', async () => {
    const stream = new PassThrough();
    const reading = readAll(stream);
    await send(stream, line(1));
    stream.destroy(new Error('cable cut'));
    const { events, end } = await reading;
    expect(events).toEqual([1]);
    expect(end).toMatchObject({ name: 'BusUnavailable', message: expect.stringContaining('cable cut') });
  });

  it('ends at once when the stream was closed before anyone read', async () => {
    const stream = new PassThrough();
    stream.destroy();
    await once(stream, 'close');
    expect((await readAll(stream)).end).toBeInstanceOf(BusUnavailable);
  });

  it('ends at a line that is not JSON', async () => {
    expect((await readAll(Readable.from(['<html>\n'], { objectMode: false }))).end).toBeInstanceOf(
      SyntaxError,
    );
  });

  describe('in time', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
    afterEach(() => jest.useRealTimers());

    it('ends when nothing came for too long, and heartbeats put that off', async () => {
      const stream = new PassThrough();
      const reading = readAll(stream, { silenceMsMax: 1_000 });
      for (let beat = 0; beat < 5; beat += 1) {
        jest.advanceTimersByTime(900);
        await send(stream, '\n');
      }
      await send(stream, line(1));
      jest.advanceTimersByTime(1_000);
      const { events, end } = await reading;
      expect(events).toEqual([1]);
      expect(end).toMatchObject({ message: expect.stringContaining('silent') });
      expect(stream.destroyed).toBe(true);
    });
  });

  it('makes the connection wait while the consumer is busy, within a bounded buffer', async () => {
    let produced = 0;
    const chunk = line('x'.repeat(64 * 1024));
    const stream = new Readable({
      read() {
        produced += chunk.length;
        this.push(produced > 50e6 ? null : chunk);
      },
    });
    const blocks = readBlocks(stream, MINUTE);
    let received = 0;
    for (let block = 0; block < 10; block += 1) {
      received += [...(await blocks.next()).value].length * chunk.length;
      // Many turns in which a greedy reader would read on.
      for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
      expect(produced - received).toBeLessThan(2 * 1024 * 1024);
    }
    await blocks.return(undefined as never);
  });
});
