import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BusClient } from '@blog/service-kit';
import { freshFolder } from '../fresh-folder';
import { nodePeer } from '../peers/node-peer';
import type { Server } from '../peers/peer';
import { inGroups } from './in-groups';

/** After this, a delivery counts as lost. */
const RECEIVED_WITHIN_MS = 60_000;

const sinks = nodePeer({ what: 'sinks', program: join(__dirname, '../peers/sinks.js'), role: 'load' });

/** Subscriptions on our bus, and a server for each that receives every new event. */
export class PushedSubscribers {
  readonly #busUrl: string;
  readonly #folder: string;
  readonly #server: Server;

  private constructor(busUrl: string, folder: string, server: Server) {
    this.#busUrl = busUrl;
    this.#folder = folder;
    this.#server = server;
  }

  /** Starts the servers. */
  static async start(busUrl: string, count: number): Promise<PushedSubscribers> {
    const folder = await freshFolder('scale-sinks');
    try {
      return new PushedSubscribers(busUrl, folder, await sinks.start({ folder, listeners: count }));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Creates the subscriptions, starting at the head. */
  async subscribe(): Promise<void> {
    const bus = new BusClient(this.#busUrl);
    await inGroups(this.#ports, (port) =>
      bus.subscribe(nameOf(port), { url: `http://127.0.0.1:${port}/`, from: 'now' }),
    );
  }

  /**
   * Resolves with the ids that each has received, in order, once each has received at least `count`.
   * @throws Error  one has not within a minute
   */
  async received(count: number): Promise<string[][]> {
    const response = await fetch(`${this.#server.address.url}/?each=${count}`, {
      signal: AbortSignal.timeout(RECEIVED_WITHIN_MS),
    });
    return (await response.json()) as string[][];
  }

  /**
   * Removes the subscriptions, so that nothing more is delivered, and checks what was.
   * @throws Error  one of them did not receive each of `ids` exactly once, in order
   */
  async unsubscribe(ids: readonly string[]): Promise<void> {
    await inGroups(this.#ports, async (port) => {
      const url = `${this.#busUrl}/subscriptions/${nameOf(port)}`;
      const { status } = await fetch(url, { method: 'DELETE' });
      if (status !== 204) throw new Error(`DELETE ${url}: the bus answered ${status}.`);
    });
    for (const [index, received] of (await this.received(0)).entries()) {
      if (received.join() === ids.join()) continue;
      throw new Error(`Expected subscriber ${index} to receive ${ids}, once each, got ${received}.`);
    }
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #ports(): readonly number[] {
    return this.#server.address.listenerPorts;
  }
}

const nameOf = (port: number) => `scale-${port}`;
