import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskEventLog } from '@blog/event-log/disk';
import { createHttpServer, createLogger, Store, transferLimits } from '@blog/service-kit';
import { Registry } from 'prom-client';
import { createBus } from '../src/create-bus';
import { TargetList } from '../src/http/target-list';

const logger = createLogger({ name: 'event-bus', level: 'silent' });

interface BusLimits {
  streamsMax?: number;
  parkedMax?: number;
  sealBytes?: number;
  /** What the followers go by. */
  nowMs?: () => number;
  /** As DELIVERY_ALLOW and DELIVERY_DENY. */
  allow?: string;
  deny?: string;
}

/** A whole bus in this process, on a free port and a folder of its own, that can be closed and opened again. */
export class BusUnderTest {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bus-'));
  readonly #limits: BusLimits;
  #close: () => Promise<void> = async () => {};
  server!: Server;
  log!: DiskEventLog;
  url!: string;

  constructor(limits: BusLimits = {}) {
    this.#limits = limits;
  }

  async open(): Promise<this> {
    const store = new Store(this.#folder);
    const log = await DiskEventLog.open({
      folder: this.#folder,
      store,
      queueBytesMax: 1e8,
      sealBytes: this.#limits.sealBytes ?? 2_000,
    });
    const { allow = '', deny = '', nowMs, parkedMax = 100, streamsMax = 100 } = this.#limits;
    const closing = new AbortController();
    const { app, subscriptions } = createBus({
      settings: {
        HOST: 'localhost',
        ALLOWED_HOSTS: [],
        CORS_ORIGINS: [],
        REQUESTS_IN_FLIGHT_MAX: 1_000,
        STREAMS_MAX: streamsMax,
        TYPES_MAX: 5,
        FOLLOWERS_MAX: 3,
        FOLLOWER_INSTANCES_MAX: 2,
        DELIVERY_ALLOW: TargetList.parse(allow),
        DELIVERY_DENY: TargetList.parse(deny),
        DELIVERIES_MAX: 4,
        WEBHOOK_ORIGIN: 'bus.example',
        SUBSCRIPTIONS_MAX: 5,
        PARKED_MAX: parkedMax,
      },
      logger,
      log,
      tables: store,
      transfer: transferLimits(),
      closing: closing.signal,
      metrics: new Registry(),
      ...(nowMs && { nowMs }),
    });
    this.server = createHttpServer(app);
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    subscriptions.start();
    this.log = log;
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    this.#close = async () => {
      closing.abort();
      this.server.closeAllConnections();
      await new Promise((resolve) => this.server.close(resolve));
      await subscriptions.stop();
      await log.stop();
      await store.stop();
    };
    return this;
  }

  async reopen(): Promise<void> {
    await this.#close();
    await this.open();
  }

  async close(): Promise<void> {
    await this.#close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Publishes `count` plain events of a type, with their number as data. */
  async publish(count: number, type = 'Counted'): Promise<void> {
    for (let n = 1; n <= count; n += 1) {
      const body = JSON.stringify({ type, data: { n } });
      await fetch(`${this.url}/events`, {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/json' },
      });
    }
  }
}
