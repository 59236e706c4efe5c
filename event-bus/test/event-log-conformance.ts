import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { parseCloudEvent } from '../src/domain/cloud-event';
import type { EventLog, NewEvent } from '../src/domain/event-log';
import { objectText } from '../src/domain/json-text';
import { readEvents } from '../src/domain/read-events';
import { waitForAppend } from '../src/domain/wait-for-append';

/** What a log adapter gives to the suite. */
export interface LogUnderTest {
  log: EventLog;
  /** Closes the log and opens it again from what it stored. */
  reopen(): Promise<EventLog>;
  close(): Promise<void>;
}

export function newEvent(overrides: Record<string, unknown> = {}): NewEvent {
  const event = { specversion: '1.0', id: randomUUID(), source: '/test', type: 'Tested', data: { n: 1 } };
  return parseCloudEvent({ ...event, ...overrides });
}

const all = { after: 0, limit: 100_000, bytesMax: Number.MAX_SAFE_INTEGER };

export async function readAll(log: EventLog): Promise<Record<string, unknown>[]> {
  return (await readEvents(log, all)).map(({ bytes }) => JSON.parse(bytes.toString()));
}

/** The promises of the EventLog port; every adapter runs this. */
export function itKeepsTheLogPromises(open: () => Promise<LogUnderTest>): void {
  let subject: LogUnderTest;
  let log: EventLog;
  beforeEach(async () => {
    subject = await open();
    log = subject.log;
  });
  afterEach(() => subject.close());

  it('gives positions 1, 2, 3 … in the order of the calls', async () => {
    const batches = Array.from({ length: 50 }, (_, index) => [newEvent({ data: { index } })]);
    const answers = await Promise.all(batches.map((batch) => log.append(batch)));
    expect(answers.map(([answer]) => answer?.position)).toEqual(batches.map((_, index) => index + 1));
    expect((await readAll(log)).map(({ data }) => data)).toEqual(batches.map((_, index) => ({ index })));
    expect(log.head).toBe(50);
  });

  it('stores a batch with consecutive positions, also among others', async () => {
    const batch = () => Array.from({ length: 5 }, () => newEvent());
    const answers = await Promise.all([log.append(batch()), log.append([newEvent()]), log.append(batch())]);
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
    expect(log.has(event)).toBe(false);
    await log.append([event]);
    expect(log.has(event)).toBe(true);
    expect(log.has(newEvent({ source: '/elsewhere', id: event.id }))).toBe(false);
    log = await subject.reopen();
    expect(log.has({ source: event.source, id: event.id })).toBe(true);
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
    const asSent = parseCloudEvent(JSON.parse(text), objectText(Buffer.from(text)));
    expect(asSent.bytes.toString()).toBe(text);
    await log.append([asSent]);
    const [again] = await log.append([parseCloudEvent(JSON.parse(text))]);
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
      parseCloudEvent({ specversion: '1.0', id: 'x', source: '/s', type: 'T', data: { a: 1, b: 2 } }),
    ]);
    const again = parseCloudEvent({
      data: { b: 2, a: 1 },
      type: 'T',
      source: '/s',
      id: 'x',
      specversion: '1.0',
    });
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
    await log.append(Array.from({ length: 10 }, () => newEvent()));
    const positions = async (after: number, limit: number, bytesMax: number) =>
      (await readEvents(log, { after, limit, bytesMax })).map(({ position }) => position);
    expect(await positions(3, 2, 1e6)).toEqual([4, 5]);
    expect(await positions(8, 100, 1e6)).toEqual([9, 10]);
    expect(await positions(3, 100, 1)).toEqual([4]);
    expect(await positions(10, 100, 1e6)).toEqual([]);
    expect(await positions(99, 100, 1e6)).toEqual([]);
  });

  it('keeps everything over a restart: id, events, positions, duplicates', async () => {
    const event = newEvent({ id: 'kept' });
    await log.append([newEvent(), event]);
    const before = await readAll(log);
    const reopened = await subject.reopen();
    expect(reopened.id).toBe(log.id);
    expect(reopened.head).toBe(2);
    expect(await readAll(reopened)).toEqual(before);
    expect(await reopened.append([event, newEvent()])).toMatchObject([
      { position: 2, isNew: false },
      { position: 3, isNew: true },
    ]);
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
      const stored = await readEvents(log, { ...all, after: base });
      expect(stored.map(({ bytes }) => JSON.parse(bytes.toString()))).toMatchObject(model);
    });
    await fc.assert(property, { numRuns: 50 });
  });
}
