import { NOTHING_TO_READ } from '../../test/nothing-to-read';
import { Classic } from './classic';
import type { ClassicEvents } from './classic-run';
import { Faults } from './faults';
import { Load } from './load';
import { Parts } from './parts';
import { Receipts } from './receipts';
import type { WriteRequest } from './write-until-accepted';

const NAMES = ['event-bus', 'query'];
const now = () => new Date('2026-01-01T00:00:00Z');

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function classicUnderTest({ taken = '' } = {}) {
  const done: string[] = [];
  const written = { ours: [] as WriteRequest[], classic: [] as WriteRequest[] };
  const faults = new Faults(now);
  const onChange = () => {};
  const writer = (to: WriteRequest[]) => async (request: WriteRequest) => {
    to.push(request);
    return { result: 'accepted' as const, id: `${to.length}` };
  };
  const load = new Load({
    write: writer(written.ours),
    pause: async () => {},
    receipts: new Receipts({ now }),
    newKey: () => 'key',
    choose: () => 0,
    nowMs: () => Date.now(),
    ...{ faults, onChange },
  });
  let events: ClassicEvents | undefined;
  const classic = new Classic({
    names: NAMES,
    open: (told) => {
      events = told;
      return {
        start: (name) => void done.push(`start ${name}`),
        signal: (name, signal) => void done.push(`${signal} ${name}`),
        close: async () => void done.push('close'),
      };
    },
    isPortTaken: async (name) => name === taken,
    write: writer(written.classic),
    hasSignals: true,
    sources: () => NOTHING_TO_READ,
    nowMs: () => Date.now(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ...{ load, faults, now, onChange },
  });
  const ours = new Parts({
    parts: [...NAMES, 'client'].map((name) => ({
      ...{ name, isControllable: name !== 'client', isRebuildable: name === 'query', hasSignals: true },
    })),
    processes: { start() {}, signal() {}, isPortTaken: async () => false, deleteData: async () => {} },
    ...{ faults, now, onChange },
    onAction: (name, action) => void classic.mirror(name, action),
  });
  for (const { name } of ours.list) ours.becameReady(name);
  const tell = () => events as ClassicEvents;
  const listen = () => NAMES.forEach((name) => void tell().listens(name));
  const start = async () => {
    await classic.set({ state: 'running' });
    listen();
    done.length = 0;
  };
  const stateOf = (name: string) => classic.state?.parts.find((part) => part.name === name)?.state;
  return { classic, load, ours, faults, done, written, tell, listen, start, stateOf };
}

it('is not there until it is asked for, and then once', async () => {
  const { classic, done, faults } = classicUnderTest();
  expect(classic.state).toBeNull();
  expect(() => classic.receipts).toThrow(expect.objectContaining({ code: 'lab.no_classic' }));
  const [state] = await Promise.all([classic.set({ state: 'running' }), classic.set({ state: 'running' })]);
  expect(state?.parts).toEqual(
    NAMES.map((name) => ({ name, state: 'starting', since: '2026-01-01T00:00:00.000Z' })),
  );
  expect(done).toEqual(['start event-bus', 'start query']);
  expect(await classic.set({ state: 'stopped' })).toBeNull();
  expect(done.at(-1)).toBe('close');
  expect(faults.list.map(({ kind }) => kind)).toEqual(['classic', 'classic-end']);
});

it('is not started while a port of it is taken', async () => {
  const { classic, done } = classicUnderTest({ taken: 'query' });
  await expect(classic.set({ state: 'running' })).rejects.toMatchObject({ code: 'lab.port_taken' });
  expect([classic.state, done]).toEqual([null, []]);
});

it('gets the same texts as ours, from when all of it listens until it is stopped', async () => {
  const { classic, load, written, tell } = classicUnderTest();
  load.set({ postsPerSecond: 1, commentsPerSecond: 10 });
  await classic.set({ state: 'running' });
  tell().listens('event-bus');
  await jest.advanceTimersByTimeAsync(2_000);
  expect(written.classic).toEqual([]);
  const before = written.ours.length;
  tell().listens('query');
  await jest.advanceTimersByTimeAsync(5_000);
  const texts = (list: WriteRequest[]) => list.map(({ text }) => text);
  expect(texts(written.ours)).toEqual(expect.arrayContaining(texts(written.classic).slice(1)));
  expect(written.classic.length).toBeGreaterThan(40);
  expect(Math.abs(written.ours.length - before - written.classic.length)).toBeLessThanOrEqual(2);
  expect(classic.receipts.page({ after: 0, limit: 1 }).accepted).toBe(written.classic.length);
  await classic.set({ state: 'stopped' });
  const ended = written.classic.length;
  await jest.advanceTimersByTimeAsync(2_000);
  expect(written.classic).toHaveLength(ended);
  load.close();
});

it('mirrors actions on our part of the same name, except the deletion of data', async () => {
  const { ours, start, done, stateOf, tell } = classicUnderTest();
  await start();
  await ours.act('query', 'freeze');
  expect(stateOf('query')).toBe('frozen');
  await ours.act('query', 'thaw');
  await ours.act('query', 'kill');
  ours.hasEnded('query');
  tell().hasEnded('query');
  expect(stateOf('query')).toBe('killed');
  await ours.act('query', 'delete-data');
  await ours.act('query', 'start');
  await jest.advanceTimersByTimeAsync(0);
  tell().listens('query');
  expect(stateOf('query')).toBe('running');
  await ours.act('event-bus', 'stop');
  expect(done).toEqual([
    'SIGSTOP query',
    'SIGCONT query',
    'SIGKILL query',
    'start query',
    'SIGTERM event-bus',
  ]);
});

it('leaves ours alone when it cannot do the same, having ended by itself', async () => {
  const { classic, ours, start, done, stateOf, tell, faults } = classicUnderTest();
  await start();
  tell().hasEnded('query');
  expect(stateOf('query')).toBe('ended');
  expect(await ours.act('query', 'kill')).toMatchObject({ state: 'stopping' });
  expect(done).toEqual([]);
  tell().closed();
  expect(classic.state).toBeNull();
  expect(faults.list.at(-1)).toMatchObject({
    kind: 'classic-end',
    text: 'The classic system has ended by itself.',
  });
});
