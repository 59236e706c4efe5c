import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import {
  createHttpServer,
  createLogger,
  type Follower,
  type Logger,
  type Outbox,
  type Part,
  Store,
} from '../src/index';
import { eventually } from './eventually';
import { MemoryBus } from './memory-bus';

interface Service {
  readonly app: Express;
  readonly follower: Follower;
  readonly outbox?: Outbox;
  /** Done before anything is started. */
  prepare?(): Promise<void>;
}

/** What a service is made of in a test; `closing` is aborted when it stops. */
export interface Surroundings {
  readonly store: Store;
  readonly bus: MemoryBus;
  readonly logger: Logger;
  readonly closing: AbortSignal;
}

/**
 * A service that follows the log, in this process: on a folder of its own, a free port, and a bus in memory. It can be
 * stopped, started again on the same folder, and lose its disk.
 */
export class ServiceUnderTest<Made extends Service> {
  readonly bus: MemoryBus;
  readonly #make: (surroundings: Surroundings) => Made;
  readonly #folder = mkdtempSync(join(tmpdir(), 'service-'));
  #stop: () => Promise<void> = async () => {};
  made!: Made;
  store!: Store;
  server!: Server;

  constructor(make: (surroundings: Surroundings) => Made, bus = new MemoryBus()) {
    this.#make = make;
    this.bus = bus;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    const closing = new AbortController();
    const logger = createLogger({ name: 'test', level: 'silent' });
    const store = new Store(this.#folder);
    const made = this.#make({ store, bus: this.bus, logger, closing: closing.signal });
    const parts: Part[] = [store, ...(made.outbox ? [made.outbox] : []), made.follower];
    const server = createHttpServer(made.app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await made.prepare?.();
    for (const part of parts) await part.start?.();
    this.#stop = async () => {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      for (const part of parts.reverse()) await part.stop();
    };
    Object.assign(this, { made, store, server });
    return this;
  }

  /** Stops it in good order. */
  async stop(): Promise<void> {
    await this.#stop();
    this.#stop = async () => {};
  }

  /** Keeps the next transaction of the store from its end. */
  async holdTransaction() {
    await this.caughtUp();
    const { store } = this;
    const transaction = store.transaction.bind(store);
    let begin = () => {};
    let end = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    store.transaction = async (work) => {
      store.transaction = transaction;
      begin();
      await ended;
      return transaction(work);
    };
    return { begun, end };
  }

  /** Stops it, deletes its data, and starts it again. */
  async rebuild(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true });
    await this.start();
    await this.caughtUp();
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Resolves once all that the bus has is applied here, and the bus has all that was done here. */
  async caughtUp(): Promise<void> {
    await eventually(() => {
      const { checkpoint } = this.made.follower;
      const waiting = this.made.outbox?.state().pending ?? 0;
      if (checkpoint < this.bus.events.length || waiting > 0) {
        throw new Error(`at ${checkpoint} of ${this.bus.events.length}, ${waiting} in the outbox`);
      }
    });
  }

  /** Everything in the store, of all tables but the follower's own, to compare two states with. */
  contents(tables: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(
      tables.map((name) => [name, [...this.store.table<unknown, string>(name).getRange()]]),
    );
  }
}
