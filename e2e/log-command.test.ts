import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BusProcess, type LogEntry } from './harness/bus-process';

const COMMAND = resolve(__dirname, '../event-bus/dist/log-command.js');
const PUBLISHERS = 3;

interface Ended {
  readonly status: number;
  /** Line by line. */
  readonly stdout: readonly string[];
  readonly stderr: string;
}

/** Runs the command as a user does. */
function log(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((done) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [COMMAND, ...args], options, (_error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      done({ status: child.exitCode as number, stdout: lines, stderr });
    });
  });
}

describe('the log command', () => {
  let folder: string;
  let bus: BusProcess;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-command-'));
    bus = await BusProcess.create();
  });
  afterEach(async () => {
    await bus.remove();
    await rm(folder, { recursive: true });
  });

  const publish = async (n: number) => {
    const response = await fetch(`${bus.url}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'Counted', data: { n } }),
    });
    expect(response.status).toBe(201);
  };
  const logId = async (of: BusProcess) =>
    (await fetch(`${of.url}/events`, { method: 'HEAD' })).headers.get('Event-Log');

  it('backs up while publishers write, and a bus on what it restores has the beginning of the log', async () => {
    const backup = join(folder, 'backup');
    await bus.start();
    await bus.subscribe('counter', { url: 'http://127.0.0.1:1/', types: ['Counted'] });
    for (let n = 0; n < 20; n += 1) await publish(n);
    let isOver = false;
    const publishers = Array.from({ length: PUBLISHERS }, async () => {
      for (let n = 0; !isOver; n += 1) await publish(n);
    });
    const copied = await log(['backup', '--to', backup, '--folder', bus.dataFolder]);
    isOver = true;
    await Promise.all(publishers);
    const events = Number(/ (\d+) events copied, all whole$/.exec(copied.stdout.join())?.[1]);
    expect(copied).toMatchObject({ status: 0, stdout: [expect.any(String)], stderr: '' });
    expect(events).toBeGreaterThanOrEqual(20);

    const restored = await BusProcess.create();
    expect(await log(['restore', '--from', backup], { DATA_DIR: restored.dataFolder })).toEqual({
      status: 0,
      stdout: [`${restored.dataFolder}: ${events} events restored, all whole`],
      stderr: '',
    });
    await restored.start();
    const all = await bus.readLog();
    expect(all.length).toBeGreaterThan(events);
    expect(await restored.readLog()).toEqual(all.slice(0, events));
    const id = await logId(bus);
    expect(id).toMatch(/./);
    expect(await logId(restored)).toBe(id);
    const { body } = await restored.get<{ name: string }>('/subscriptions/counter');
    expect(body).toMatchObject({ name: 'counter', types: ['Counted'] });
    // Events from after the backup are new to it.
    expect(await restored.publishAgain(all.slice(events - 1))).toEqual(
      all.slice(events - 1).map(({ position }: LogEntry) => position),
    );
    await restored.remove();
  });

  it('refuses to verify while the bus runs; once it is stopped, tells a whole log from a damaged one', async () => {
    await bus.start();
    for (const n of [1, 2, 3]) await publish(n);
    const running = await log(['verify', '--folder', bus.dataFolder]);
    expect(running).toMatchObject({
      status: 2,
      stdout: [],
      stderr: expect.stringContaining('make a backup'),
    });

    await bus.end('SIGTERM');
    expect(await log(['verify'], { DATA_DIR: bus.dataFolder })).toEqual({
      status: 0,
      stdout: [`${bus.dataFolder}: 3 events, all whole`],
      stderr: '',
    });

    const file = join(bus.dataFolder, 'journal-a');
    const bytes = await readFile(file);
    const at = bytes.indexOf('"position":3,');
    bytes[at] = (bytes[at] as number) ^ 1;
    await writeFile(file, bytes);
    expect(await log(['verify', '--folder', bus.dataFolder])).toMatchObject({
      status: 1,
      stdout: [expect.stringContaining('journal-a is damaged at byte'), `${bus.dataFolder} is damaged`],
    });
    const backup = join(folder, 'backup');
    expect(await log(['backup', '--to', backup, '--folder', bus.dataFolder])).toMatchObject({
      status: 1,
      stdout: [],
      stderr: expect.stringContaining('whole up to position 2,'),
    });
    expect(await log(['restore', '--from', bus.dataFolder, '--folder', backup])).toMatchObject({
      status: 1,
      stdout: [],
      stderr: expect.stringContaining('whole up to position 2,'),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('lists and removes subscriptions once the bus is stopped', async () => {
    await bus.start();
    for (const name of ['a', 'b']) await bus.subscribe(name, { url: 'http://127.0.0.1:1/' });
    const running = await log(['subscriptions', '--folder', bus.dataFolder]);
    expect(running).toMatchObject({
      status: 2,
      stdout: [],
      stderr: expect.stringMatching(/^Expected [^\n]+\n$/),
    });
    await bus.end('SIGTERM');

    const list = () => log(['subscriptions'], { DATA_DIR: bus.dataFolder });
    const line = (name: string) => `${name}: http://127.0.0.1:1/, at 0, 0 parked`;
    expect(await list()).toEqual({ status: 0, stdout: [line('a'), line('b')], stderr: '' });
    expect(await log(['subscriptions', '--remove', 'a', '--folder', bus.dataFolder])).toEqual({
      status: 0,
      stdout: ['a: removed'],
      stderr: '',
    });
    expect(await list()).toEqual({ status: 0, stdout: [line('b')], stderr: '' });
    expect(await log(['subscriptions', '--remove', 'a', '--folder', bus.dataFolder])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^Expected [^\n]+\n$/),
    });
  });

  it('says how it is used, with status 2, when it is told anything else', async () => {
    const nonsense = [
      [],
      ['check'],
      ['verify', 'backup'],
      ['verify', '--speed', 'high'],
      ['backup'],
      ['restore', '--to', 'x'],
    ];
    for (const { status, stdout, stderr } of await Promise.all(nonsense.map((args) => log(args)))) {
      expect({ status, stdout }).toEqual({ status: 2, stdout: [] });
      expect(stderr).toContain('Usage: log verify');
    }
  });

  it('says in one sentence what is not possible, with status 2', async () => {
    const none = join(folder, 'none');
    await bus.place(new Map([['state.mdb', Buffer.from('a log')]]));
    const cases = [
      ['verify', '--folder', none],
      ['backup', '--folder', none, '--to', join(folder, 'to')],
      ['backup', '--folder', bus.dataFolder, '--to', folder],
      ['restore', '--from', none, '--folder', join(folder, 'to')],
      ['restore', '--from', none, '--folder', bus.dataFolder],
    ];
    for (const { status, stdout, stderr } of await Promise.all(cases.map((args) => log(args)))) {
      expect({ status, stdout }).toEqual({ status: 2, stdout: [] });
      expect(stderr).toMatch(/^Expected [^\n]+\n$/);
    }
    expect(await readdir(folder)).toEqual([]);
  });
});
