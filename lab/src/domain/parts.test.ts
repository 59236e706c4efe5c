import { Faults } from './faults';
import type { PartAction } from './lab-state';
import { Parts, type ProcessPort } from './parts';

const TRAITS = { isControllable: true, isRebuildable: false, hasSignals: true };
const now = () => new Date('2026-01-01T00:00:00Z');

function partsUnderTest(traits: Partial<typeof TRAITS> = {}) {
  const done: string[] = [];
  const processes = {
    start: (name: string) => void done.push(`start ${name}`),
    signal: (name: string, signal: string) => void done.push(`${signal} ${name}`),
    isPortTaken: jest.fn<Promise<boolean>, [string]>(async () => false),
    deleteData: jest.fn<Promise<void>, [string]>(async (name) => void done.push(`delete ${name}`)),
  } satisfies ProcessPort;
  const faults = new Faults(now);
  const onChange = jest.fn();
  const list = [
    { ...TRAITS, name: 'query', isRebuildable: true, ...traits },
    { ...TRAITS, name: 'posts' },
    { ...TRAITS, name: 'client', isControllable: false },
  ];
  const parts = new Parts({ parts: list, processes, faults, now, onChange });
  for (const { name } of list) parts.becameReady(name);
  const part = (name = 'query') => parts.list.find((one) => one.name === name);
  const act = (action: PartAction, name = 'query') => parts.act(name, action);
  const codeOf = (action: PartAction, name = 'query') =>
    act(action, name).then(
      () => undefined,
      (error: { code: string }) => error.code,
    );
  return { parts, part, act, codeOf, processes, done, faults, onChange };
}

describe('a part', () => {
  it('is killed, started, and running once it is ready', async () => {
    const { parts, part, act, done } = partsUnderTest();
    expect(await act('kill')).toMatchObject({ state: 'stopping', actions: ['kill'] });
    expect(parts.hasEnded('query')).toBe('killed');
    expect(part()).toMatchObject({ state: 'killed', actions: ['start', 'delete-data'] });
    expect(await act('start')).toMatchObject({ state: 'starting' });
    parts.becameReady('query');
    expect(part()).toMatchObject({ state: 'running', actions: ['kill', 'stop', 'freeze'] });
    expect(done).toEqual(['SIGKILL query', 'start query']);
  });

  it('is frozen and thawed, and stopped only when it is not frozen', async () => {
    const { act, codeOf, done } = partsUnderTest();
    expect(await act('freeze')).toMatchObject({ state: 'frozen', actions: ['thaw', 'kill'] });
    await expect(act('stop')).rejects.toMatchObject({
      code: 'lab.not_now',
      message: 'Cannot stop query, which is frozen. Possible now: thaw, kill.',
      details: { actions: ['thaw', 'kill'] },
    });
    expect(await act('thaw')).toMatchObject({ state: 'running' });
    expect(await codeOf('thaw')).toBe('lab.not_now');
    await act('stop');
    expect(done).toEqual(['SIGSTOP query', 'SIGCONT query', 'SIGTERM query']);
  });

  it('has ended by itself if nobody has asked for that, also after it was killed and started', async () => {
    const { parts, part, act } = partsUnderTest();
    await act('kill');
    parts.hasEnded('query');
    await act('start');
    expect(parts.hasEnded('query')).toBeUndefined();
    expect(part()).toMatchObject({ state: 'ended', actions: ['start', 'delete-data'] });
  });

  it('is killed if a stop takes too long', async () => {
    const { parts, act } = partsUnderTest();
    await act('stop');
    await act('kill');
    expect(parts.hasEnded('query')).toBe('killed');
  });

  it('loses its data only while it does not run, and only what can be rebuilt', async () => {
    const { parts, act, codeOf, done } = partsUnderTest();
    expect(await codeOf('delete-data')).toBe('lab.not_now');
    expect(await codeOf('delete-data', 'posts')).toBe('lab.never_this');
    await act('stop');
    expect(await codeOf('delete-data')).toBe('lab.not_now');
    parts.hasEnded('query');
    await act('delete-data');
    expect(done).toEqual(['SIGTERM query', 'delete query']);
  });

  it('is neither started nor emptied while another program has its port', async () => {
    const { parts, act, codeOf, processes, part, done } = partsUnderTest();
    await act('kill');
    parts.hasEnded('query');
    processes.isPortTaken.mockResolvedValue(true);
    expect(await codeOf('start')).toBe('lab.port_taken');
    expect(await codeOf('delete-data')).toBe('lab.port_taken');
    expect(part()).toMatchObject({ state: 'killed', actions: ['start', 'delete-data'] });
    expect(done).toEqual(['SIGKILL query']);
  });

  it('is started once, however many ask for it at once', async () => {
    const { parts, act, codeOf, done } = partsUnderTest();
    await act('kill');
    parts.hasEnded('query');
    expect(await Promise.all([codeOf('start'), codeOf('start'), codeOf('delete-data')])).toEqual([
      undefined,
      'lab.not_now',
      'lab.not_now',
    ]);
    expect(done).toEqual(['SIGKILL query', 'start query']);
  });

  it("is not controlled if it is the page's own server, or unknown", async () => {
    const { codeOf, part, done } = partsUnderTest();
    expect(part('client')).toMatchObject({ actions: [] });
    expect(await codeOf('kill', 'client')).toBe('lab.never_this');
    expect(await codeOf('kill', 'nobody')).toBe('lab.unknown_part');
    expect(done).toEqual([]);
  });

  it('cannot be frozen on Windows, and says so', async () => {
    const { act, part } = partsUnderTest({ hasSignals: false });
    expect(part()).toMatchObject({ actions: ['kill'] });
    await expect(act('freeze')).rejects.toThrow('Windows cannot freeze a process');
  });
});

it('actions are recorded in order, refused ones are not', async () => {
  const { act, codeOf, faults, onChange } = partsUnderTest();
  await act('freeze');
  await codeOf('stop');
  await act('thaw');
  const at = now().toISOString();
  expect(faults.list).toEqual([
    { id: 1, at, kind: 'freeze', target: 'query', text: 'query was frozen from the page.' },
    { id: 2, at, kind: 'thaw', target: 'query', text: 'query was thawed from the page.' },
  ]);
  expect(onChange).toHaveBeenCalled();
});

it('the latest 200 actions are kept', () => {
  const faults = new Faults(now);
  for (let n = 1; n <= 250; n += 1) faults.add({ kind: 'kill', target: 'query', text: '' });
  expect(faults.list.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, n) => n + 51));
});
