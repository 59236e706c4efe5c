import { rm } from 'node:fs/promises';
import { eventually } from '../../service-kit/test/eventually';
import { ALL_ADAPTERS } from '../adapters/all-adapters';
import { BlogBus } from '../adapters/blog-bus';
import { BlogHistory } from '../blog-history';
import { CONTESTANTS, type ContestantName } from '../contestants';
import { diskBytes } from '../disk';
import type { EventSystem, Sample } from '../event-system';
import { freshFolder } from '../fresh-folder';
import { ALL_PEERS } from '../peers/all-peers';
import type { Server } from '../peers/peer';

/** The maximum batch of both our bus and JetStream. */
const BATCH = 1_000;
const LEADS_WITHIN_MS = 30_000;
/** The random end of an id, as a number: it tells events apart and needs little memory for millions of them. */
const markOf = (id: string) => Number.parseInt(id.slice(-8), 16);

/** A system whose log grows by publishing to it in order and in batches; the next batch is generated meanwhile. */
export class GrowingLog {
  readonly name: ContestantName;
  readonly folder: string;
  readonly #history: BlogHistory;
  readonly #marks: Uint32Array;
  #events = 0;
  #first: Sample | undefined;
  #server: Server | undefined;
  #system: EventSystem | undefined;

  private constructor(options: { name: ContestantName; folder: string; seed: string; eventsMax: number }) {
    this.name = options.name;
    this.folder = options.folder;
    this.#history = new BlogHistory({ seed: options.seed, size: 'blog' });
    this.#marks = new Uint32Array(options.eventsMax);
  }

  /** Starts it empty, for at most `eventsMax` events. */
  static async start(
    name: ContestantName,
    options: { seed: string; eventsMax: number },
  ): Promise<GrowingLog> {
    const folder = await freshFolder(`scale-${name}`);
    const log = new GrowingLog({ name, folder, ...options });
    try {
      await log.start();
      return log;
    } catch (error) {
      await log.remove();
      throw error;
    }
  }

  get system(): EventSystem {
    return this.#system as EventSystem;
  }

  get server(): Server {
    return this.#server as Server;
  }

  get events(): number {
    return this.#events;
  }

  /** The first event published. */
  get first(): Sample {
    return this.#first as Sample;
  }

  /** @throws Error  the number of events then differs */
  async growTo(events: number): Promise<void> {
    for (let samples = this.#take(events); samples.length > 0; ) {
      const published = this.system.publishBatch?.(samples);
      const next = this.#take(events);
      await published;
      samples = next;
    }
    const head = await this.system.head?.();
    if (head !== this.#events)
      throw new Error(`Expected ${this.#events} events, ${CONTESTANTS[this.name].label} has ${head}.`);
  }

  /** @throws Error  the event at a position is not the one published there */
  check(position: number, id: string): void {
    if (position > this.#events || this.#marks[position - 1] !== markOf(id))
      throw new Error(`${CONTESTANTS[this.name].label}: ${id} is at position ${position}.`);
  }

  /** Restarts it; resolves with the ms from the start until the last event was read. */
  async restart(): Promise<number> {
    await this.stop();
    const begin = performance.now();
    await this.start();
    this.check(this.#events, (await this.system.idAt?.(this.#events)) ?? '');
    return performance.now() - begin;
  }

  /**
   * Restarts a bus with an external log, leaving the log alone; resolves with the ms from its start until the last event was
   * read, and until an event was stored.
   */
  async restartBus(options: { keepsFolder: boolean }): Promise<{ readMs: number; writeMs: number }> {
    await this.#system?.close();
    this.#system = undefined;
    const start = await this.server.stopBus?.(options);
    if (start === undefined) throw new Error('Expected a bus whose log is elsewhere.');
    const begin = performance.now();
    this.#server = await start();
    const reader = new BlogBus(this.server.address);
    this.check(this.#events, await reader.idAt(this.#events));
    const readMs = performance.now() - begin;
    await reader.close();
    await this.#connect();
    return { readMs, writeMs: performance.now() - begin };
  }

  async start(): Promise<void> {
    const { peer } = CONTESTANTS[this.name];
    this.#server = await ALL_PEERS[peer].start({ folder: this.folder, listeners: 0 });
    await this.#connect();
  }

  async #connect(): Promise<void> {
    const open = ALL_ADAPTERS[CONTESTANTS[this.name].adapter];
    const connect = async () => {
      this.#system = await open(this.server.address);
    };
    // A bus with an external log can be read before it becomes the leader.
    await eventually(connect, { withinMs: LEADS_WITHIN_MS, everyMs: 20 });
  }

  async stop(): Promise<void> {
    await this.#system?.close();
    this.#system = undefined;
    await this.#server?.stop();
    this.#server = undefined;
  }

  diskBytes(): Promise<number> {
    return diskBytes(this.folder);
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #take(events: number): Sample[] {
    const samples = this.#history.takeSamples(Math.min(BATCH, events - this.#events));
    for (const { id } of samples) {
      this.#marks[this.#events] = markOf(id);
      this.#events += 1;
    }
    this.#first ??= samples[0];
    return samples;
  }
}
