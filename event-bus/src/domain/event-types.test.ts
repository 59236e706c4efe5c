import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Appended, EventLog, NewEvent, Scanned, ScanRange } from '@blog/event-log';
import { MemoryEventLog } from '@blog/event-log/memory';
import { createLogger } from '@blog/service-kit';
import { newEvent } from '../../../event-log/test/new-event';
import { eventually } from '../../../service-kit/test/eventually';
import { appendFitting } from './append-fitting';
import type { EventTypeRecord } from './event-type';
import { EventTypes } from './event-types';

const logger = createLogger({ name: 'test', level: 'silent' });
const numbers = { schema: { type: 'number' }, dataschema: null, meaning: null };
const somebody = { address: 'here', signal: new AbortController().signal };
const neverGone = { ...somebody, except: [] };

/** A log whose disk takes its time: what is appended is there once `sync` is called. */
class SlowLog extends MemoryEventLog {
  #waiting: (() => void)[] = [];
  #appended: Promise<unknown> = Promise.resolve();
  appends = 0;
  reads = 0;
  onRead = () => {};
  held: Promise<void> = Promise.resolve();

  override async append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    this.appends += 1;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const appended = super.append(events);
    this.#appended = appended;
    return appended;
  }

  async sync(): Promise<void> {
    for (const store of this.#waiting.splice(0)) store();
    await nextTurn();
    await this.#appended;
  }

  override async scan(range: ScanRange): Promise<Scanned | undefined> {
    this.reads += 1;
    this.onRead();
    await this.held;
    return super.scan(range);
  }
}

function published(data: unknown) {
  const value = { type: 'T', data };
  return [{ value, event: newEvent(value) }];
}

const storeOf = (types: EventTypeRecord[]) => ({
  list: () => types,
  save: async () => {},
  remove: async () => {},
});

function eventTypes(log: EventLog, stored: EventTypeRecord[] = []): EventTypes {
  return new EventTypes({ log, store: storeOf(stored), logger, typesMax: 10 });
}

it('counts an event that was checked before a schema came, and is not on disk yet', async () => {
  const log = new SlowLog();
  const types = eventTypes(log);
  const stored = appendFitting({ log, types }, published('no number'));
  const registered = types.put('T', numbers, neverGone);
  await eventually(() => expect(log.appends).toBe(2));
  expect(types.closed).toBeDefined();
  await log.sync();
  await expect(registered).rejects.toMatchObject({ code: 'type.refuses_history', details: { position: 1 } });
  await stored;
  expect([types.closed, types.list()]).toEqual([undefined, []]);
});

it('looks at history once, and not at all for equal settings', async () => {
  const log = new SlowLog();
  const types = eventTypes(log);
  void log.append(published(1).map(({ event }) => event));
  await log.sync();
  const registered = types.put('T', numbers, neverGone);
  await eventually(() => expect(log.appends).toBe(2));
  await log.sync();
  expect(await registered).toBe(true);
  const { reads } = log;
  expect(reads).toBe(3);
  expect(await types.put('T', { ...numbers }, neverGone)).toBe(false);
  expect([log.reads, log.appends]).toEqual([reads, 2]);
});

it('stops looking when its client has gone', async () => {
  const log = new SlowLog();
  const types = eventTypes(log);
  void log.append([1, 2, 3].flatMap((data) => published(data).map(({ event }) => event)));
  await log.sync();
  const client = new AbortController();
  log.onRead = () => client.abort();
  const registered = types.put('T', numbers, { ...neverGone, signal: client.signal });
  await expect(registered).rejects.toMatchObject({ code: 'request.aborted' });
  expect([log.reads, types.closed, types.list()]).toEqual([1, undefined, []]);
});

it('starts without a type whose stored schema it does not take', () => {
  const bad = {
    type: 'Bad',
    schema: { type: 'text' },
    dataschema: null,
    meaning: null,
    registeredAt: '',
    exemptThrough: 0,
  };
  const types = eventTypes(new SlowLog(), [bad, { ...bad, ...numbers, type: 'T' }]);
  expect(types.list().map(({ type }) => type)).toEqual(['T']);
});

it('makes each of many changes in a turn of its own, so that others are served in between', async () => {
  const types = eventTypes(new SlowLog());
  let turns = 0;
  const count = () => {
    turns += 1;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  const bad = { ...numbers, schema: { type: 'text' } };
  const refused = Array.from({ length: 10 }, (_, n) =>
    types.put(`T${n}`, bad, { ...neverGone, signal: new AbortController().signal }),
  );
  await Promise.allSettled(refused);
  clearImmediate(counting);
  expect(turns).toBeGreaterThanOrEqual(10);
});

it('rests after a change for as long as it took', async () => {
  const log = new SlowLog();
  const types = eventTypes(log);
  void log.append(published('no number').map(({ event }) => event));
  await log.sync();
  const takenMs = 30;
  const readAtMs: number[] = [];
  log.onRead = () => {
    readAtMs.push(performance.now());
    while (performance.now() - (readAtMs.at(-1) ?? 0) < takenMs);
  };
  const refused = [types.put('T', numbers, neverGone), types.put('T', numbers, neverGone)];
  await Promise.allSettled(refused);
  const [first = 0, second = 0] = readAtMs;
  // A timer may be a millisecond early.
  expect(second - first).toBeGreaterThanOrEqual(2 * takenMs - 1);
});

it('does not look at exempt history', async () => {
  const log = new SlowLog();
  const types = eventTypes(log);
  void log.append(['no number', 'nor this', 3].flatMap((data) => published(data).map(({ event }) => event)));
  await log.sync();
  await types.exempt('T', 2, somebody);
  const registered = types.put('T', numbers, neverGone);
  await eventually(() => expect(log.appends).toBe(2));
  await log.sync();
  expect([await registered, log.reads]).toEqual([true, 3]);
});

describe('while a registration looks through history', () => {
  let log: SlowLog;
  let types: EventTypes;
  let readOn: () => void;
  let registered: Promise<boolean>;
  const begin = async (before: () => Promise<void> = async () => {}) => {
    log = new SlowLog();
    types = eventTypes(log, [{ ...numbers, type: 'Wrong', registeredAt: '', exemptThrough: 0 }]);
    void log.append([1, 'no number', 3].flatMap((data) => published(data).map(({ event }) => event)));
    await log.sync();
    await before();
    log.held = new Promise((resolve) => {
      readOn = resolve;
    });
    registered = types.put('T', numbers, neverGone);
    registered.catch(() => {});
    await eventually(() => expect(log.reads).toBe(1));
  };
  const finish = async () => {
    readOn();
    await eventually(() => expect(log.appends).toBe(2));
    await log.sync();
    return registered;
  };

  it('removes a type at once', async () => {
    await begin();
    await types.remove('Wrong', somebody);
    expect(types.list()).toEqual([]);
    readOn();
    await expect(registered).rejects.toMatchObject({ code: 'type.refuses_history' });
  });

  it('exempts history at once, and the registration takes it into account', async () => {
    await begin();
    await types.exempt('T', 2, somebody);
    expect([await finish(), types.view('T').exemptThrough]).toEqual([true, 2]);
  });

  it('puts nothing in force that passed over history which is no longer exempt', async () => {
    await begin(() => types.exempt('T', 2, somebody));
    await types.exempt('T', 0, somebody);
    readOn();
    await expect(registered).rejects.toMatchObject({ code: 'type.superseded' });
    expect(types.list().map(({ type }) => type)).toEqual(['Wrong']);
  });

  it('calls a registration new if its type was removed meanwhile', async () => {
    await begin(() => types.exempt('T', 2, somebody));
    expect(await finish()).toBe(true);
    const changed = types.put('T', { ...numbers, meaning: 'A number.' }, neverGone);
    await types.remove('T', somebody);
    await eventually(() => expect(log.appends).toBe(3));
    await log.sync();
    expect(await changed).toBe(true);
  });

  it('answers settings that are in force at once', async () => {
    await begin();
    expect(await types.put('Wrong', { ...numbers }, neverGone)).toBe(false);
    readOn();
  });
});
