import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { AccountState } from '../../lab/src/domain/account-state';
import type { LabState, PartState } from '../../lab/src/domain/lab-state';
import { eventually } from '../../service-kit/test/eventually';
import { Blog, type BlogUrls } from './blog';
import { makePage } from './page-fixture';
import { ask, type RawAnswer, type RawRequest } from './raw-request';
import { PART_NAMES } from './service-names';

interface Part {
  readonly name: string;
  readonly port: number;
}
const { parts, readPortOffset } = require('../../scripts/parts') as {
  parts: readonly Part[];
  readPortOffset(): number;
};
const { labPorts } = require('../../scripts/open-lab') as { labPorts(parts: readonly Part[]): Part[] };
const { takenPorts } = require('../../scripts/taken-ports') as {
  takenPorts(parts: readonly Part[]): Promise<Part[]>;
};
const RUN_PARTS = resolve(__dirname, '../../scripts/run-parts.js');
/** Like `scripts/start.js`, but without building. */
const START = `require(${JSON.stringify(RUN_PARTS)}).runParts({
  command: 'npm start', nodeArguments: ['dist/main.js'], lab: { startedBy: 'npm start' } });`;
const READY = 'Ctrl-C stops everything';

interface StartOptions {
  /** Whether it serves the built page; otherwise a small one. */
  readonly hasBuiltPage?: boolean;
  /** A file that every process loads first; its path must not contain a space. */
  readonly preload?: string;
}

/** The whole system as `npm start` runs it, with its lab, on its own ports and folder. */
export class StartedSystem {
  readonly blog: Blog;
  readonly pageUrl: string;
  /** The port of each part, by its port without PORT_OFFSET. */
  readonly movedPorts: ReadonlyMap<number, number>;
  /** Its output. */
  readonly lines: string[] = [];
  /** Resolves with the exit code once it has ended. */
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  /** The data of each part, in a folder named after it. */
  readonly dataFolder = mkdtempSync(join(tmpdir(), 'started-'));
  readonly #page = makePage();
  readonly #ready: Promise<void>;

  private constructor(offset: number, { hasBuiltPage, preload }: StartOptions) {
    const ports = new Map(movedParts(offset).map(({ name, port }) => [name, port]));
    this.movedPorts = new Map([...ports.values()].map((port) => [port - offset, port]));
    const urls = PART_NAMES.map((name) => [name, `http://127.0.0.1:${ports.get(name)}`]);
    this.blog = new Blog(Object.fromEntries(urls) as BlogUrls);
    this.pageUrl = `http://localhost:${ports.get('client')}`;
    const { BUS_URL: _, ...environment } = process.env;
    const own = {
      PORT_OFFSET: `${offset}`,
      DATA_DIR: this.dataFolder,
      ...(!hasBuiltPage && { PAGE_DIR: join(this.#page, 'page') }),
      HOST: '',
      ...(preload !== undefined && { NODE_OPTIONS: `--require ${preload}` }),
    };
    this.#child = spawn(process.execPath, ['-e', START], {
      env: { ...environment, ...own },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = new Promise((done) => this.#child.once('close', done));
    this.#ready = new Promise((done, reject) => {
      const hear = (line: string) => {
        this.lines.push(line);
        if (line.startsWith(READY)) done();
      };
      for (const input of [this.#child.stdout, this.#child.stderr])
        if (input) createInterface({ input }).on('line', hear);
      void this.exited.then((code) => reject(new Error(`It ended with ${code}: ${this.lines.join('\n')}`)));
    });
    // Reported to whoever awaits it.
    this.#ready.catch(() => {});
  }

  /** Resolves once every part is ready. */
  static async start(options: StartOptions = {}): Promise<StartedSystem> {
    const system = new StartedSystem(await freeOffset(), options);
    await system.#ready;
    return system;
  }

  /** Calls the lab with the page's headers, or with `headers` instead. */
  lab(method: string, path = '', { headers, ...options }: RawRequest = {}): Promise<RawAnswer> {
    const { host } = new URL(this.pageUrl);
    const own = { host, origin: this.pageUrl, 'sec-fetch-site': 'same-origin' };
    return ask(this.pageUrl, `/api/lab${path}`, { method, headers: { ...own, ...headers }, ...options });
  }

  async labState(): Promise<LabState> {
    return JSON.parse(String((await this.lab('GET')).body));
  }

  /** Performs an action in the lab that must succeed; resolves with its answer. */
  async change(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await this.lab(method, path, {
      headers: body ? { 'content-type': 'application/json' } : {},
      ...(body && { body: JSON.stringify(body) }),
    });
    if ((answer.status ?? 500) >= 300) throw new Error(`${method} ${path}: ${answer.body}`);
    return answer.status === 204 ? undefined : JSON.parse(String(answer.body));
  }

  async account(): Promise<AccountState> {
    return JSON.parse(String((await this.lab('GET', '/account')).body));
  }

  /** Resolves once a part is in the wanted state. */
  untilPart(name: string, wanted: PartState): Promise<void> {
    return eventually(async () => {
      const state = (await this.labState()).parts.find((part) => part.name === name)?.state;
      if (state !== wanted) throw new Error(`${name} is ${state}, not ${wanted}.`);
    });
  }

  /** Sends Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null> {
    this.#child.kill('SIGINT');
    return this.exited;
  }

  async stop(): Promise<void> {
    await this.interrupt();
    for (const folder of [this.dataFolder, this.#page]) rmSync(folder, { recursive: true, force: true });
  }
}

/** The parts with their ports under this PORT_OFFSET. */
const movedParts = (offset: number): Part[] =>
  parts.map((part) => ({ ...part, port: part.port - readPortOffset() + offset }));

/** An offset at which the ports of all parts are free. */
async function freeOffset(): Promise<number> {
  while (true) {
    // Below the ephemeral ports.
    const offset = randomInt(10_000, 17_000);
    const moved = movedParts(offset);
    if ((await takenPorts([...moved, ...labPorts(moved)])).length === 0) return offset;
  }
}
