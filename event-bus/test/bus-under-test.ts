import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskEventLog } from '@blog/event-log/disk';
import { ByteBudget, createHttpServer, createLogger, Store } from '@blog/service-kit';
import { createBusApp } from '../src/app';
import { DeliveryTurns } from '../src/domain/delivery-turns';
import { EventTypes } from '../src/domain/event-types';
import { Followers } from '../src/domain/followers';
import { Subscriptions } from '../src/domain/subscriptions';
import { DeliveryTargets } from '../src/http/delivery-targets';
import { HttpDeliverer } from '../src/http/http-deliverer';
import { TargetList } from '../src/http/target-list';
import { LmdbEventTypeStore } from '../src/storage/lmdb-event-type-store';
import { LmdbFollowerStore } from '../src/storage/lmdb-follower-store';
import { LmdbSubscriptionStore } from '../src/storage/lmdb-subscription-store';

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
    const types = new EventTypes({ log, store: new LmdbEventTypeStore(store), logger, typesMax: 5 });
    const followers = new Followers({
      log,
      store: new LmdbFollowerStore(store),
      logger,
      followersMax: 3,
      instancesMax: 2,
      nowMs: this.#limits.nowMs ?? Date.now,
    });
    const { allow = '', deny = '' } = this.#limits;
    const targets = new DeliveryTargets({ allow: TargetList.parse(allow), deny: TargetList.parse(deny) });
    const subscriptions = new Subscriptions({
      log,
      store: new LmdbSubscriptionStore(store),
      deliverer: new HttpDeliverer({ targets, origin: 'bus.example' }),
      turns: new DeliveryTurns({ deliveriesMax: 4, budget: new ByteBudget(8 * 1024 * 1024) }),
      logger,
      subscriptionsMax: 5,
      parkedMax: this.#limits.parkedMax ?? 100,
    });
    const closing = new AbortController();
    const settings = {
      HOST: 'localhost',
      ALLOWED_HOSTS: [],
      CORS_ORIGINS: [],
      REQUESTS_IN_FLIGHT_MAX: 1_000,
      STREAMS_MAX: this.#limits.streamsMax ?? 100,
    };
    const app = createBusApp({
      log,
      types,
      followers,
      subscriptions,
      targets,
      logger,
      closing: closing.signal,
      settings,
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
