import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlogBus } from '../adapters/blog-bus';
import { BlogHistory } from '../blog-history';
import type { Sample } from '../event-system';
import { BUS_PROGRAM } from '../peers/all-peers';
import { nodePeer } from '../peers/node-peer';
import type { Server } from '../peers/peer';

const BATCH = 1_000;
const BATCHES_IN_FLIGHT = 4;
const READY = '/readyz';

/** Our bus with a log that grows by what is published to it, in batches, over its public API. */
export class GrowingLog {
  readonly folder: string;
  readonly history: BlogHistory;
  /** What was published before all else. */
  readonly first: Sample;
  #server: Server | undefined;
  #bus: BlogBus | undefined;

  private constructor(folder: string, seed: string) {
    this.folder = folder;
    this.history = new BlogHistory({ seed, size: 'blog' });
    this.first = this.history.takeSamples(1)[0] as Sample;
  }

  static async start(seed: string): Promise<GrowingLog> {
    const log = new GrowingLog(await mkdtemp(join(tmpdir(), 'bench-scale-')), seed);
    await log.#start(READY);
    await log.bus.publish(log.first);
    return log;
  }

  get bus(): BlogBus {
    return this.#bus as BlogBus;
  }

  get url(): string {
    return (this.#server as Server).address.url;
  }

  get pid(): number {
    return (this.#server as Server).pid;
  }

  async growTo(events: number): Promise<void> {
    let missing = events - (await this.bus.head());
    const lane = async () => {
      while (missing > 0) {
        const samples = this.history.takeSamples(Math.min(BATCH, missing));
        missing -= samples.length;
        await this.bus.publishBatch(samples);
      }
    };
    await Promise.all(Array.from({ length: BATCHES_IN_FLIGHT }, lane));
  }

  /** Stops it and starts it again; resolves with the milliseconds from the start to the first event read. */
  async restart(): Promise<number> {
    const head = await this.bus.head();
    await this.#stop();
    const start = performance.now();
    await this.#start(`/events?after=${head - 1}&limit=1`);
    return performance.now() - start;
  }

  async remove(): Promise<void> {
    await this.#stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #start(readyPath: string): Promise<void> {
    const peer = nodePeer({ what: 'our bus', program: BUS_PROGRAM, readyPath });
    this.#server = await peer.start({ folder: this.folder, listeners: 0 });
    this.#bus = new BlogBus(this.#server.address);
  }

  async #stop(): Promise<void> {
    await this.#bus?.close();
    await this.#server?.stop();
    this.#server = undefined;
  }
}
