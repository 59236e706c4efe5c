import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../faults/auditor';
import { freePort } from './free-port';
import { ServiceProcess } from './service-process';

/** An event as the bus returns it. */
export interface LogEntry extends Entry {
  readonly type: string;
  readonly storedtime: string;
}

export type LogFiles = ReadonlyMap<string, Buffer>;
export const LOG_FILE_NAMES = ['state.mdb', 'history', 'journal-a', 'journal-b'];
/** A folder that the bus can rebuild from the other files. */
const IDS_FOLDER = 'ids';

/** Small enough that a log of a few hundred events reaches the history and overwrites the journal. */
const SEAL_BYTES = 12_000;

/** The bus as a real process with its own folder, and the calls that fault tests make. */
export class BusProcess extends ServiceProcess {
  readonly #folder: string;

  private constructor(folder: string, options: ConstructorParameters<typeof ServiceProcess>[0]) {
    super(options);
    this.#folder = folder;
  }

  /** Creates a bus without starting it; `dataFolder` is a fresh one by default. */
  static async create(
    options: { preload?: string | undefined; wrapper?: readonly string[]; dataFolder?: string } = {},
  ): Promise<BusProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'bus-'));
    const { preload, wrapper = [], dataFolder = join(folder, 'data') } = options;
    const port = await freePort();
    const env = { SEAL_BYTES: String(SEAL_BYTES) };
    return new BusProcess(folder, { name: 'event-bus', port, dataFolder, env, preload, wrapper });
  }

  /** Writes the files of a log, by name, before it starts. */
  async place(files: LogFiles): Promise<void> {
    await mkdir(join(this.dataFolder, IDS_FOLDER), { recursive: true });
    for (const [name, bytes] of files) await writeFile(join(this.dataFolder, name), bytes);
  }

  /** The files of its log, by name; it must be stopped. */
  async files(): Promise<LogFiles> {
    const ids = await readdir(join(this.dataFolder, IDS_FOLDER));
    const names = [...LOG_FILE_NAMES, ...ids.map((name) => join(IDS_FOLDER, name))];
    const read = (name: string) => readFile(join(this.dataFolder, name));
    return new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
  }

  /** Its answer, parsed from JSON. */
  async get<Body>(path: string): Promise<{ ok: boolean; body: Body }> {
    const response = await fetch(this.url + path);
    return { ok: response.ok, body: JSON.parse(await response.text()) };
  }

  /** Resolves with a 2xx answer. @throws Error  any other answer */
  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(this.url + path, init);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response;
  }

  /** All events of the log, in order. */
  async readLog(): Promise<LogEntry[]> {
    return (await this.get<LogEntry[]>('/events')).body;
  }

  /** Publishes the same events again, in one batch; resolves with their positions. */
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

  /** Kills it and deletes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
