import { rm } from 'node:fs/promises';
import type { EventSize } from './blog-history';
import { CONTESTANTS, type ContestantName } from './contestants';
import { diskBytes } from './disk';
import { freshFolder } from './fresh-folder';
import { Load } from './load';
import type { LoadFigures } from './load-messages';
import { ALL_PEERS } from './peers/all-peers';
import type { Server } from './peers/peer';
import type { Measurement } from './plan';

/** The result of one contestant: its rounds in order, and how many of its events were verified. */
export interface ContestantResult {
  readonly rounds: readonly LoadFigures[];
  readonly verified: number;
  readonly bytesPerEvent: number;
}

/** One contestant being measured: a server with its own folder, and a load process. */
export class Lane {
  readonly name: ContestantName;
  readonly #folder: string;
  readonly #rounds: LoadFigures[] = [];
  #server: Server | undefined;
  #load: Load | undefined;

  private constructor(name: ContestantName, folder: string) {
    this.name = name;
    this.#folder = folder;
  }

  static async open(
    name: ContestantName,
    options: {
      measurement: Pick<Measurement, 'workload' | 'other' | 'listeners'>;
      size: EventSize;
      seed: string;
      /** A stopped server's folder to copy; empty by default. */
      copyOf?: string | undefined;
      loadProgram?: string | undefined;
      signal?: AbortSignal | undefined;
    },
  ): Promise<Lane> {
    const lane = new Lane(name, await freshFolder(name, options.copyOf));
    try {
      await lane.#start(options);
      return lane;
    } catch (cause) {
      await lane.close();
      throw new Error(`${CONTESTANTS[name].label}: ${(cause as Error).message}`, { cause });
    }
  }

  async #start(options: Parameters<typeof Lane.open>[1]): Promise<void> {
    const { measurement, size, seed, loadProgram: program, signal } = options;
    const { peer, adapter } = CONTESTANTS[this.name];
    const { listeners = 0, other } = measurement;
    // Started in parallel: starting takes longer than a short round.
    const load = new Load({ program, signal });
    this.#load = load;
    this.#server = await ALL_PEERS[peer].start({ folder: this.#folder, listeners });
    const workload = other?.[this.name] ?? measurement.workload;
    const { address } = this.#server;
    await load.open({ adapter, address, seed, size, workload });
  }

  async round(ms: number, { isCounted }: { isCounted: boolean }): Promise<void> {
    const figures = await (this.#load as Load).round(ms);
    if (isCounted) this.#rounds.push(figures);
  }

  /** Verifies what is stored, stops the server, and measures its disk usage. @throws Error  an event was lost */
  async finish(): Promise<ContestantResult> {
    try {
      const verified = await (this.#load as Load).verify();
      await this.#stop();
      const bytesPerEvent = (await diskBytes(this.#folder)) / verified;
      return { rounds: this.#rounds, verified, bytesPerEvent };
    } catch (cause) {
      throw new Error(`${CONTESTANTS[this.name].label}: ${(cause as Error).message}`, { cause });
    }
  }

  async close(): Promise<void> {
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #stop(): Promise<void> {
    await this.#load?.stop();
    await this.#server?.stop();
  }
}
