import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { BusUnderTest } from './bus-under-test';

interface Line {
  position?: number;
  checkpoint?: number;
  id: string;
}

const ndjson = { Accept: 'application/x-ndjson' };
const sse = { Accept: 'text/event-stream' };

/** Reads a stream until a position is reached, by an event or a checkpoint, and a while longer if `isOver` says so. */
async function read(
  url: string,
  options: { headers: Record<string, string>; isOver: (lines: Line[]) => boolean },
): Promise<{ text: string; lines: Line[] }> {
  const leave = new AbortController();
  const response = await fetch(url, { headers: options.headers, signal: leave.signal });
  let text = '';
  const linesIn = () =>
    text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .map((line) => line.replace(/^data: /, ''))
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    if (options.isOver(linesIn())) break;
  }
  leave.abort();
  return { text, lines: linesIn() };
}

const places = (lines: readonly Line[]) =>
  lines.map(({ position, checkpoint }) => (position === undefined ? `to ${checkpoint}` : position));
const reached = (position: number) => (lines: readonly Line[]) => {
  const last = lines.at(-1);
  return (last?.position ?? last?.checkpoint ?? 0) >= position;
};

describe('a stream with checkpoints', () => {
  const bus = new BusUnderTest();
  let ids: string[];
  beforeAll(async () => {
    await bus.open();
    await bus.publish(3, 'Wanted');
    await bus.publish(40, 'Other');
    await bus.publish(1, 'Wanted');
    await bus.publish(2, 'Other');
    const { body } = await request(bus.server).get('/events');
    ids = body.map(({ id }: Line) => id);
  });
  afterAll(() => bus.close());

  it('tells how far it came through events that are not wanted, with the id of the event there', async () => {
    const url = `${bus.url}/events?type=Wanted&checkpoints=true`;
    const { lines } = await read(url, { headers: ndjson, isOver: reached(46) });
    expect(lines.filter(({ position }) => position !== undefined).map(({ position }) => position)).toEqual([
      1, 2, 3, 44,
    ]);
    expect(lines.at(-1)).toEqual({ checkpoint: 46, id: ids[45] });
    for (const { checkpoint, id } of lines) if (checkpoint) expect(id).toBe(ids[checkpoint - 1]);
  });

  it('begins with a checkpoint of where it begins, and tells whoever gets all events nothing more', async () => {
    const url = `${bus.url}/events?after=41&checkpoints=true`;
    const { lines } = await read(url, { headers: ndjson, isOver: reached(46) });
    expect(places(lines)).toEqual(['to 41', 42, 43, 44, 45, 46]);
    expect(lines[0]).toEqual({ checkpoint: 41, id: ids[40] });
  });

  it('has them as named Server-Sent Events with their position as id, which onmessage does not hear', async () => {
    const url = `${bus.url}/events?type=Wanted&after=44&checkpoints=true`;
    const { text } = await read(url, { headers: sse, isOver: reached(46) });
    const frame = (position: number) =>
      `id: ${position}\nevent: checkpoint\ndata: {"checkpoint":${position},"id":"${ids[position - 1]}"}\n\n`;
    expect(text).toBe(`retry: 1000\n${frame(44)}${frame(46)}`);
  });

  it('tells a live reader too, soon, and not of every event', async () => {
    const { head } = bus.log;
    const url = `${bus.url}/events?type=Wanted&after=${head}&checkpoints=true`;
    let begun = () => {};
    const isOpen = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const reading = read(url, {
      headers: ndjson,
      isOver: (lines) => {
        if (lines.length > 0) begun();
        return reached(head + 200)(lines);
      },
    });
    await isOpen;
    const startedMs = performance.now();
    await bus.publish(200, 'Other');
    const { lines } = await reading;
    const intervals = Math.ceil((performance.now() - startedMs) / 100);
    expect(lines.at(-1)?.checkpoint).toBe(head + 200);
    // The first is that of the beginning, and one may come at once.
    expect(lines.length).toBeLessThanOrEqual(intervals + 2);
  });

  it('has none unless it is asked for', async () => {
    const { head } = bus.log;
    const url = `${bus.url}/events?type=Wanted&after=2`;
    const reading = read(url, { headers: ndjson, isOver: reached(head + 1) });
    await bus.publish(1, 'Wanted');
    expect(places((await reading).lines)).toEqual([3, 44, head + 1]);
  });

  it('is refused as JSON, which has no place for them, and with another value', async () => {
    const get = (query: string, headers: Record<string, string>) =>
      request(bus.server).get(`/events?${query}`).set(headers);
    expect((await get('checkpoints=true', {})).body).toMatchObject({ status: 400, code: 'request.invalid' });
    expect((await get('checkpoints=1', ndjson)).status).toBe(400);
  });

  it('shows every reader that joins during writes exactly the wanted events, each before what passes it', async () => {
    const { head } = bus.log;
    const writing = Promise.all([bus.publish(40, 'Wanted'), bus.publish(40, 'Other')]);
    const last = head + 80;
    const readers = Array.from({ length: 6 }, async (_, index) => {
      await eventually(() => expect(bus.log.head).toBeGreaterThan(head + index * 10));
      const url = `${bus.url}/events?type=Wanted&after=${head}&checkpoints=true`;
      return (await read(url, { headers: index % 2 ? ndjson : sse, isOver: reached(last) })).lines;
    });
    await writing;
    const { body } = await request(bus.server).get(`/events?type=Wanted&after=${head}`);
    const wanted = body.map(({ position }: Line) => position);
    for (const lines of await Promise.all(readers)) {
      expect(lines.flatMap(({ position = [] }) => position)).toEqual(wanted);
      const all = lines.map(({ position, checkpoint = 0 }) => position ?? checkpoint);
      expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
    }
  });
});
