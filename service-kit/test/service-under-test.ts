import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import {
  createHttpServer,
  createLogger,
  type FollowingService,
  type Part,
  type ServiceBase,
  Store,
} from '../src/index';
import { eventually } from './eventually';
import { MemoryBus } from './memory-bus';

interface Made extends FollowingService {
  /** Done before anything is started. */
  prepare?(): Promise<void>;
}

/**
 * A service that follows the log, in this process: on a folder of its own, a free port, and a bus in memory. It can be
 * stopped, started again on the same folder, and lose its disk.
 */
export class ServiceUnderTest<Own extends Made> {
  readonly bus: MemoryBus;
  readonly #make: (base: ServiceBase) => Own | Promise<Own>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'service-'));
  #stop: () => Promise<void> = async () => {};
  made!: Own & { readonly app: Express };
  store!: Store;
  server!: Server;

  constructor(make: (base: ServiceBase) => Own | Promise<Own>, bus = new MemoryBus()) {
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
    const base = { name: 'test', instance: 'test', store, bus: this.bus, logger, closing: closing.signal };
    const own = await this.#make(base);
    const { follower, outbox } = own;
    const app = own.createApp({
      readiness: () => follower.readiness(),
      logger,
      setAside: [follower.setAside, ...(outbox ? [outbox.setAside] : [])],
    });
    const made = { ...own, app };
    const parts: Part[] = [store, ...(outbox ? [outbox] : []), follower];
    const server = createHttpServer(app);
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
