import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../faults/auditor';
import { freePort } from './free-port';
import { ServiceProcess } from './service-process';

/** An event as the bus gives it. */
export interface LogEntry extends Entry {
  readonly type: string;
  readonly storedtime: string;
}

export type LogFiles = ReadonlyMap<string, Buffer>;
export const LOG_FILE_NAMES = ['state.mdb', 'history', 'journal-a', 'journal-b'];
/** What the bus can make again from the others. */
const IDS_FOLDER = 'ids';

/** So little that a log of a few hundred events is in the journal and in the history, and the journal is written over. */
const SEAL_BYTES = 12_000;

/** The bus as a real process with a folder of its own, and what a fault test asks of it. */
export class BusProcess extends ServiceProcess {
  readonly #folder: string;

  private constructor(folder: string, options: ConstructorParameters<typeof ServiceProcess>[0]) {
    super(options);
    this.#folder = folder;
  }

  /** Makes one that is not started yet; `dataFolder` is a fresh one unless it is given. */
  static async create(
    options: { preload?: string | undefined; wrapper?: readonly string[]; dataFolder?: string } = {},
  ): Promise<BusProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'bus-'));
    const { preload, wrapper = [], dataFolder = join(folder, 'data') } = options;
    const port = await freePort();
    const env = { SEAL_BYTES: String(SEAL_BYTES) };
    return new BusProcess(folder, { name: 'event-bus', port, dataFolder, env, preload, wrapper });
  }

  /** Gives it the files of a log, by their names, before it starts. */
  async place(files: LogFiles): Promise<void> {
    await mkdir(join(this.dataFolder, IDS_FOLDER), { recursive: true });
    for (const [name, bytes] of files) await writeFile(join(this.dataFolder, name), bytes);
  }

  /** The files of its log, by their names, once it is stopped. */
  async files(): Promise<LogFiles> {
    const ids = await readdir(join(this.dataFolder, IDS_FOLDER));
    const names = [...LOG_FILE_NAMES, ...ids.map((name) => join(IDS_FOLDER, name))];
    const read = (name: string) => readFile(join(this.dataFolder, name));
    return new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
  }

  /** What it answers, parsed from JSON. */
  async get<Body>(path: string): Promise<{ ok: boolean; body: Body }> {
    const response = await fetch(this.url + path);
    return { ok: response.ok, body: JSON.parse(await response.text()) };
  }

  /** Resolves once it has done what it was asked to. @throws Error  it answers otherwise than 2xx */
  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(this.url + path, init);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response;
  }

  /** Every event of the log, in order. */
  async readLog(): Promise<LogEntry[]> {
    return (await this.get<LogEntry[]>('/events')).body;
  }

  /** Publishes events as they were published before, in one batch; resolves with their positions. */
  async publishAgain(events: readonly LogEntry[]): Promise<number[]> {
    const published = events.map(({ position: _position, storedtime: _storedtime, ...event }) => event);
    const response = await this.call('/events', {
      method: 'POST',
      headers: { 'Content-Type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(published),
    });
    return (JSON.parse(await response.text()) as Entry[]).map(({ position }) => position);
  }

  async head(): Promise<number> {
    const { headers } = await fetch(`${this.url}/events`, { method: 'HEAD' });
    return Number(headers.get('event-log-head'));
  }

  /** Makes the bus push every event to `url`, in batches. */
  async subscribe(name: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.call(`/subscriptions/${name}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(settings),
    });
  }

  /** Stops it at once and deletes what it stored. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
