import fc from 'fast-check';
import { propertyRuns } from '../../service-kit/test/property-runs';
import { EventFilter } from '../src/event-filter';
import type { EventLog, NewEvent, Scanned } from '../src/event-log';
import { readEvent, readEvents } from '../src/read-events';
import { waitForAppend } from '../src/wait-for-append';
import { eventOf, newEvent, newEvents } from './new-event';
import { readAll } from './read-all';

/** Optional features of an engine; tests of those it lacks are skipped. */
export interface EngineFeatures {
  /** A log that is stopped and reopened still has everything. */
  readonly durable: boolean;
}

export interface LogSettings {
  readonly queueBytesMax: number;
}

/** The data of one log, in the engine's storage. */
export interface LogData {
  /** Opens a log on this data; the previous one must be stopped. */
  open(settings?: LogSettings): Promise<EventLog>;
  /** Removes the data; all its logs must be stopped. */
  remove(): Promise<void>;
}

export interface EngineUnderTest {
  readonly features: EngineFeatures;
  /** Creates the data of a new, empty log. */
  fresh(): Promise<LogData>;
}

const parse = ({ bytes }: { bytes: Buffer }) => JSON.parse(bytes.toString());
const positionsOf = ({ records }: Scanned) => Array.from(records, ({ position }) => position);

/** Conformance suite of the EventLog port; run on every engine. */
export function itKeepsTheLogPromises({ features, fresh }: EngineUnderTest): void {
  let data: LogData;
  let log: EventLog;
  beforeEach(async () => {
    data = await fresh();
    log = await data.open();
  });
  afterEach(async () => {
    await log.stop();
    await data.remove();
  });

  async function reopen(settings?: LogSettings): Promise<void> {
    await log.stop();
    log = await data.open(settings);
  }

  it('gives positions 1, 2, 3 … in the order of the calls', async () => {
    const batches = Array.from({ length: 50 }, (_, index) => [newEvent({ data: { index } })]);
    const answers = await Promise.all(batches.map((batch) => log.append(batch)));
    expect(answers.map(([answer]) => answer?.position)).toEqual(batches.map((_, index) => index + 1));
    expect((await readAll(log)).map(({ data }) => data)).toEqual(batches.map((_, index) => ({ index })));
    expect(log.head).toBe(50);
  });

  it('stores a batch with consecutive positions, also among others', async () => {
    const answers = await Promise.all([5, 1, 5].map((count) => log.append(newEvents(count))));
    expect(answers.map((answer) => answer.map(({ position }) => position))).toEqual([
      [1, 2, 3, 4, 5],
      [6],
      [7, 8, 9, 10, 11],
    ]);
  });

  it('appends an empty batch once all before it are on disk', async () => {
    const before = log.append([newEvent(), newEvent()]);
    expect(await log.append([])).toEqual([]);
    expect(log.head).toBe(2);
    await before;
  });

  it('knows an event by source and id, whatever its content', async () => {
    const event = newEvent();
    expect(await log.has(event)).toBe(false);
    await log.append([event]);
    expect(await log.has({ source: event.source, id: event.id })).toBe(true);
    expect(await log.has({ source: '/elsewhere', id: event.id })).toBe(false);
    expect(await log.has({ source: event.source, id: `${event.id} ` })).toBe(false);
  });

  it('gives back each event as it was, with its position and the time it was stored', async () => {
    const data = {
      text: 'zwölf Boxkämpfer \u2028 👩‍👩‍👧 שלום',
      nested: [1, { a: null }, 'x\ny'],
      big: 9007199254740991,
    };
    await log.append([newEvent({ id: 'a', subject: 's', extension: 'e', data })]);
    expect(await readAll(log)).toEqual([
      {
        position: 1,
        storedtime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        specversion: '1.0',
        id: 'a',
        source: '/test',
        type: 'Tested',
        subject: 's',
        extension: 'e',
        data,
      },
    ]);
  });

  it('takes a number that is written in another way for the same, as -0 and 0', async () => {
    const text = '{"specversion":"1.0","id":"n","source":"/test","type":"T","data":[-0.0,1.50]}';
    await log.append([eventOf(text)]);
    const [again] = await log.append([eventOf(JSON.stringify(JSON.parse(text)))]);
    expect(again).toEqual({ id: 'n', position: 1, isNew: false });
  });

  it('keeps nothing of a batch that it refuses, for those that wait with it', async () => {
    const x = newEvent({ id: 'x', data: 1 });
    await log.append([x]);
    const y = newEvent({ id: 'y' });
    const [refused, taken] = await Promise.allSettled([
      log.append([y, newEvent({ id: 'x', data: 2 })]),
      log.append([y, newEvent({ id: 'z' })]),
    ]);
    expect(refused.status).toBe('rejected');
    expect(taken).toMatchObject({
      value: [
        { id: 'y', position: 2, isNew: true },
        { id: 'z', position: 3, isNew: true },
      ],
    });
    expect((await readAll(log)).map(({ id }) => id)).toEqual(['x', 'y', 'z']);
  });

  it('answers the same event again with its first position', async () => {
    const event = newEvent({ id: 'once' });
    await log.append([newEvent(), event]);
    expect(await log.append([event])).toEqual([{ id: 'once', position: 2, isNew: false }]);
    expect(log.head).toBe(2);
  });

  it('recognises an event whose attributes come in another order', async () => {
    await log.append([
      eventOf('{"specversion":"1.0","id":"x","source":"/s","type":"T","data":{"a":1,"b":2}}'),
    ]);
    const again = eventOf('{"data":{"b":2,"a":1},"type":"T","source":"/s","id":"x","specversion":"1.0"}');
    expect(await log.append([again])).toEqual([{ id: 'x', position: 1, isNew: false }]);
  });

  it('recognises duplicates within a batch and among batches that wait together', async () => {
    const event = newEvent({ id: 'twin' });
    const answers = await Promise.all([log.append([event, event]), log.append([event])]);
    expect(answers.flat().map(({ position }) => position)).toEqual([1, 1, 1]);
    expect(answers.flat().filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('takes the same id from another source as another event', async () => {
    await log.append([newEvent({ id: 'x', source: '/a' }), newEvent({ id: 'x', source: '/b' })]);
    expect(log.head).toBe(2);
  });

  it('tells ids apart whatever their form', async () => {
    const ids = [
      '0197d4a0-0000-7000-8000-000000000001',
      '0197d4a0-0000-7000-8000-00000000000',
      'x',
      'x ',
      '\u00e9',
      'e\u0301',
    ];
    const long = [`${'a'.repeat(200)}1`, `${'a'.repeat(200)}2`, '0197D4A0-0000-7000-8000-000000000001'];
    await log.append([...ids, ...long].map((id) => newEvent({ id })));
    expect(log.head).toBe(ids.length + long.length);
  });

  it('refuses other content under the same source and id, and stores nothing of that batch', async () => {
    await log.append([newEvent({ id: 'x', data: 1 })]);
    const batch = [newEvent({ id: 'y' }), newEvent({ id: 'x', data: 2 })];
    await expect(log.append(batch)).rejects.toMatchObject({
      code: 'event.conflict',
      details: { indexes: [1], positions: [1] },
    });
    expect(log.head).toBe(1);
  });

  it('lets the other batches of a group pass when one is in conflict', async () => {
    await log.append([newEvent({ id: 'x', data: 1 })]);
    const outcomes = await Promise.allSettled([
      log.append([newEvent()]),
      log.append([newEvent({ id: 'x', data: 2 })]),
      log.append([newEvent()]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await readAll(log)).map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  it('takes an empty batch', async () => {
    expect(await log.append([])).toEqual([]);
  });

  it('reads a range: after a position, up to a limit of events and of bytes, at least one', async () => {
    await log.append(newEvents(10));
    const positions = async (after: number, limit: number, bytesMax: number) =>
      (await readEvents(log, { after, limit, bytesMax })).map(({ position }) => position);
    expect(await positions(3, 2, 1e6)).toEqual([4, 5]);
    expect(await positions(8, 100, 1e6)).toEqual([9, 10]);
    expect(await positions(3, 100, 1)).toEqual([4]);
    expect(await positions(10, 100, 1e6)).toEqual([]);
    expect(await positions(99, 100, 1e6)).toEqual([]);
  });

  if (features.durable) {
    it('keeps everything over a restart: id, epoch, events, positions, duplicates', async () => {
      const event = newEvent({ id: 'kept' });
      await log.append([newEvent(), event]);
      const before = await readAll(log);
      const { id, epoch } = log;
      await reopen();
      expect({ id: log.id, epoch: log.epoch, head: log.head }).toEqual({ id, epoch, head: 2 });
      expect(await readAll(log)).toEqual(before);
      expect(await log.has({ source: event.source, id: event.id })).toBe(true);
      expect(await log.append([event, newEvent()])).toMatchObject([
        { position: 2, isNew: false },
        { position: 3, isNew: true },
      ]);
    });

    it('stores what was being appended when it was stopped, or nothing of it', async () => {
      const appending = log.append(newEvents(3));
      await reopen();
      await appending;
      expect(log.head).toBe(3);
      expect(await readAll(log)).toHaveLength(3);
    });
  }

  it('has an id that no other log has', async () => {
    const other = await fresh();
    const otherLog = await other.open();
    expect(otherLog.id).not.toBe(log.id);
    await otherLog.stop();
    await other.remove();
  });

  describe('a scan', () => {
    /** Scans from a position to the head; each scan must start where the previous one ended. */
    async function scanAll(after: number, filter?: EventFilter, copies?: boolean): Promise<Scanned[]> {
      const pieces: Scanned[] = [];
      for (let reached = after; ; ) {
        const piece = await log.scan({ after: reached, filter, copies });
        if (piece === undefined) return pieces;
        expect(piece.through).toBeGreaterThan(reached);
        expect(piece.bytes).toBeGreaterThan(0);
        for (const position of positionsOf(piece)) {
          expect(position).toBeGreaterThan(reached);
          expect(position).toBeLessThanOrEqual(piece.through);
        }
        reached = piece.through;
        pieces.push(piece);
      }
    }

    const of = (types: string[], subject?: string) => EventFilter.of({ types, subject });
    const appendTypes = (...types: string[]) => log.append(types.map((type) => newEvent({ type })));

    it('reads the same after any position, in pieces that follow one another', async () => {
      for (let n = 0; n < 40; n += 1) await log.append(newEvents(1 + (n % 4)));
      const all = await readAll(log);
      expect(all).toHaveLength(100);
      const linesOf = (events: readonly unknown[]) =>
        events.map((event) => `${JSON.stringify(event)}\n`).join('');
      for (let after = 0; after < 100; after += 1) {
        const pieces = await scanAll(after);
        const expected = linesOf(all.slice(after));
        expect(linesOf(pieces.flatMap(({ records }) => Array.from(records, parse)))).toBe(expected);
        const lines = pieces.map((piece) => piece.lines?.toString()).join('');
        expect(lines).toBe(expected);
        expect(pieces.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(Buffer.byteLength(lines));
        expect(pieces.at(-1)?.through).toBe(100);
      }
    });

    it('is undefined at the head and beyond', async () => {
      expect(await log.scan({ after: 0 })).toBeUndefined();
      await log.append(newEvents(2));
      expect(await log.scan({ after: 1 })).toBeDefined();
      expect(await log.scan({ after: 2 })).toBeUndefined();
      expect(await log.scan({ after: 99, filter: of(['Tested']), bytesMax: 1 })).toBeUndefined();
    });

    it('finds the wanted events, and comes past those that are not', async () => {
      await appendTypes('A', 'B', 'A', 'C');
      await appendTypes('C');
      await appendTypes('B', 'C');
      const found = async (filter: EventFilter | undefined, after = 0) => {
        const pieces = await scanAll(after, filter);
        expect(pieces.at(-1)?.through).toBe(7);
        expect(pieces.every(({ lines }) => lines === undefined)).toBe(true);
        return pieces.flatMap(positionsOf);
      };
      expect(await found(of(['A']))).toEqual([1, 3]);
      expect(await found(of(['B', 'A']))).toEqual([1, 2, 3, 6]);
      expect(await found(of(['B']), 2)).toEqual([6]);
      expect(await found(of(['Never']))).toEqual([]);
    });

    it('copies the wanted events where it is asked to, and they stay as they are whatever is read later', async () => {
      for (let n = 0; n < 40; n += 1) await appendTypes('A', 'B', 'C', 'A');
      for (const after of [0, 1, 78, 158]) {
        const wanted = (await scanAll(after, of(['A']))).flatMap(({ records }) => Array.from(records, parse));
        const copied = await scanAll(after, of(['A']), true);
        await Promise.all([scanAll(0), scanAll(0, of(['B']), true), scanAll(0, of(['C']), true)]);
        expect(copied.at(-1)?.through).toBe(160);
        expect(copied.flatMap(({ records }) => Array.from(records, parse))).toEqual(wanted);
        const lines = copied.map((piece) => piece.lines?.toString()).join('');
        expect(lines).toBe(wanted.map((event) => `${JSON.stringify(event)}\n`).join(''));
      }
      const limited = (await log.scan({ after: 0, filter: of(['A']), bytesMax: 0, copies: true })) as Scanned;
      expect(positionsOf(limited)).toEqual([1]);
    });

    it('finds the events of a subject, and of types and a subject', async () => {
      await log.append([
        newEvent({ type: 'A', subject: 's' }),
        newEvent({ type: 'A', subject: 'ss' }),
        newEvent({ type: 'B', subject: 's' }),
        newEvent({ type: 'A', data: { subject: 's' } }),
      ]);
      const found = async (filter: EventFilter | undefined) =>
        (await scanAll(0, filter)).flatMap(positionsOf);
      expect(await found(EventFilter.of({ subject: 's' }))).toEqual([1, 3]);
      expect(await found(of(['A'], 's'))).toEqual([1]);
    });

    it('finds the events with a text in them, of whatever case, type and subject', async () => {
      await log.append([
        newEvent({ type: 'A', subject: 's', data: { text: 'An Orange' } }),
        newEvent({ type: 'A', subject: 's', data: { orange: 'apple' } }),
      ]);
      await log.append([
        newEvent({ type: 'B', subject: 's', data: ['orange'] }),
        newEvent({ subject: 'ORANGE' }),
      ]);
      const found = async (want: Parameters<typeof EventFilter.of>[0]) => {
        const pieces = await scanAll(0, EventFilter.of(want));
        expect(pieces.at(-1)?.through).toBe(4);
        return pieces.flatMap(positionsOf);
      };
      expect(await found({ contains: 'orange' })).toEqual([1, 3, 4]);
      expect(await found({ contains: 'ORANGE', subject: 's' })).toEqual([1, 3]);
      expect(await found({ contains: 'orange', subject: 's', types: ['B'] })).toEqual([3]);
      expect(await found({ contains: 'pear' })).toEqual([]);
    });

    it('gives its events as often as they are asked for', async () => {
      await appendTypes('A', 'B');
      const piece = (await log.scan({ after: 0, filter: of(['B']) })) as Scanned;
      expect([positionsOf(piece), positionsOf(piece)]).toEqual([[2], [2]]);
    });

    it('has no more wanted bytes than asked for, but for the first event', async () => {
      await appendTypes('A', 'B', 'A', 'B', 'A');
      const [{ bytes } = { bytes: Buffer.alloc(0) }] = await readEvents(log, {
        after: 0,
        limit: 1,
        bytesMax: 0,
      });
      const reached = async (bytesMax: number, filter?: EventFilter) => {
        const piece = (await log.scan({ after: 0, filter, bytesMax })) as Scanned;
        const size = Array.from(piece.records).reduce((sum, record) => sum + record.bytes.length, 0);
        expect(size <= bytesMax || positionsOf(piece).length === 1).toBe(true);
        return piece;
      };
      expect(positionsOf(await reached(0))).toEqual([1]);
      expect(positionsOf(await reached(bytes.length))).toEqual([1]);
      const first = await reached(0, of(['B']));
      // Unwanted events may be skipped, and do not count.
      expect(first.through).toBeLessThan(4);
      expect((await scanAll(first.through, of(['B']))).flatMap(positionsOf).at(-1)).toBe(4);
    });

    it('is of some 128 KiB at most, unless a single event has more', async () => {
      const text = 'x'.repeat(2_000);
      const large = newEvent({ data: 'x'.repeat(200_000) });
      for (let n = 0; n < 4; n += 1) {
        await log.append(Array.from({ length: 100 }, () => newEvent({ data: { text } })));
      }
      await log.append([large]);
      for (const piece of await scanAll(0)) {
        expect(piece.bytes < 200_000 || positionsOf(piece).length <= 100).toBe(true);
        expect(piece.bytes).toBeLessThan(400_000);
      }
    });
  });

  it('reads one event by its position, and none beyond the head', async () => {
    await log.append(newEvents(3));
    const read = async (position: number) => (await readEvent(log, position))?.position;
    expect([await read(1), await read(3), await read(4)]).toEqual([1, 3, undefined]);
  });

  it('tells who listens of each append, when its events can be read, until they say otherwise', async () => {
    const heads: number[] = [];
    const stopListening = log.onAppend(() => heads.push(log.head));
    await log.append(newEvents(2));
    expect(heads).toEqual([2]);
    // Nothing new, so no notification.
    await log.append([]);
    expect(heads).toEqual([2]);
    stopListening();
    await log.append([newEvent()]);
    expect(heads).toEqual([2]);
  });

  it('says how many bytes wait, refuses more than may wait, and takes events again afterwards', async () => {
    await log.stop();
    log = await data.open({ queueBytesMax: 1_000 });
    expect(log.queuedBytes).toBe(0);
    const batches = Array.from({ length: 100 }, () => [newEvent()]);
    const size = (batches as [NewEvent][])[0]?.[0].bytes.length as number;
    const calls = batches.map((batch) => log.append(batch));
    expect(log.queuedBytes).toBeGreaterThan(1_000);
    expect(log.queuedBytes).toBeLessThanOrEqual(1_000 + size);
    const outcomes = await Promise.allSettled(calls);
    const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ reason }) => reason.code === 'log.overloaded')).toBe(true);
    expect(log.head).toBe(100 - refused.length);
    expect(log.queuedBytes).toBe(0);
    await log.append([newEvent()]);
    expect(log.head).toBe(101 - refused.length);
  });

  it('wakes those who wait once the event can be read, and only then', async () => {
    const seen: number[] = [];
    const waiting = waitForAppend(log, 0, new AbortController().signal).then(async () => {
      seen.push(...(await readAll(log)).map(({ position }) => position as number));
    });
    expect(seen).toEqual([]);
    await log.append([newEvent()]);
    await waiting;
    expect(seen).toEqual([1]);
  });

  it('shows every reader a prefix of one and the same order, without a gap, while others write', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 25; n += 1) await log.append([newEvent({ data: { writer, n } })]);
    });
    const read = async () => {
      const seen: { writer: number; n: number }[] = [];
      for (let after = 0; after < 200; ) {
        const records = await readEvents(log, { after, limit: 7, bytesMax: 1e6 });
        for (const { position, bytes } of records) {
          expect(position).toBe(after + 1);
          after = position;
          seen.push(JSON.parse(bytes.toString()).data);
        }
        if (records.length === 0) await waitForAppend(log, after, new AbortController().signal);
      }
      return seen;
    };
    const [a, b] = await Promise.all([read(), read(), ...writers]);
    expect(a).toEqual(b);
    for (let writer = 0; writer < 8; writer += 1) {
      const own = a?.filter((event) => event.writer === writer).map(({ n }) => n);
      expect(own).toEqual(Array.from({ length: 25 }, (_, n) => n));
    }
  });

  it('shows a reader with a filter each wanted event once, in order, while others write', async () => {
    const filter = EventFilter.of({ types: ['Wanted'] });
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; n < 25; n += 1) {
        await log.append([newEvent({ type: (n + writer) % 3 === 0 ? 'Wanted' : 'Other' })]);
      }
    });
    const read = async () => {
      const seen: number[] = [];
      for (let after = 0; after < 100; ) {
        const piece = await log.scan({ after, filter, bytesMax: 1_000 });
        if (piece === undefined) await waitForAppend(log, after, new AbortController().signal);
        else {
          seen.push(...positionsOf(piece));
          after = piece.through;
        }
      }
      return seen;
    };
    const [a, b] = await Promise.all([read(), read(), ...writers]);
    const wanted = (await readAll(log)).filter(({ type }) => type === 'Wanted');
    expect(wanted.length).toBeGreaterThan(30);
    expect([a, b]).toEqual([wanted, wanted].map((all) => all.map(({ position }) => position)));
  });

  it('behaves like a list with unique ids, whatever is appended', async () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const batch = fc.array(fc.record({ id: ids, data: fc.constantFrom(1, 2) }), { maxLength: 4 });
    let run = 0;
    const property = fc.asyncProperty(fc.array(batch, { maxLength: 8 }), async (batches) => {
      run += 1;
      const source = `/run/${run}`;
      const base = log.head;
      const model: { id: string; data: number }[] = [];
      for (const events of batches) {
        const next = [...model];
        let conflict = false;
        for (const event of events) {
          const known = next.find(({ id }) => id === event.id);
          if (known === undefined) next.push(event);
          else conflict ||= known.data !== event.data;
        }
        const append = log.append(events.map((event) => newEvent({ ...event, source })));
        if (conflict) await expect(append).rejects.toMatchObject({ code: 'event.conflict' });
        else {
          const positions = (await append).map(({ position }) => position - base - 1);
          expect(positions).toEqual(events.map(({ id }) => next.findIndex((known) => known.id === id)));
          model.splice(0, model.length, ...next);
        }
      }
      expect(await readAll(log, base)).toMatchObject(model);
    });
    await fc.assert(property, { numRuns: propertyRuns(50) });
  });
}
