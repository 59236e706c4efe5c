import type { Express } from 'express';
import { BusClient } from './bus-client';
import type { EventTypeSettings } from './bus-protocol';
import { combineReadiness } from './combine-readiness';
import type { AppSurroundings } from './create-app';
import { createMetrics } from './create-metrics';
import type { Follower } from './follower';
import type { Logger } from './logger';
import { appOptions, type FollowingSettings, followerOptions } from './options-of';
import type { Outbox } from './outbox';
import { runService } from './run-service';
import { Store } from './store';
import { TypeKeeper } from './type-keeper';

/** What a service that follows the log is made from. `Outbox` and `Follower` take it as it is. */
export interface ServiceBase {
  readonly name: string;
  readonly instance: string;
  readonly store: Store;
  readonly bus: Pick<BusClient, 'follow' | 'forget' | 'logState' | 'publish' | 'readEvent' | 'report'>;
  readonly logger: Logger;
  /** Aborted when the process begins to stop. */
  readonly closing: AbortSignal;
  readonly build?: string;
  readonly setAsideMax?: number;
  readonly leaveOnStop?: boolean;
}

/** What a service makes of its base. */
export interface FollowingService {
  readonly follower: Follower;
  readonly outbox?: Outbox;
  /** The types of the events in its outbox: the bus checks events of these types before it stores them. */
  readonly publishes?: readonly EventTypeSettings[];
  createApp(surroundings: AppSurroundings): Express;
}

/**
 * Runs a service that follows the log and keeps state, from its `main.ts`. `make` returns its own parts: a follower on the store,
 * the app, and an outbox if it publishes. The rest is the same for all: store, bus, readiness, metrics, start and stop.
 */
export function runFollowingService<Settings extends FollowingSettings>(
  name: string,
  readSettings: () => Settings,
  make: (base: ServiceBase, settings: Settings) => FollowingService | Promise<FollowingService>,
): Promise<void> {
  return runService(name, readSettings, async ({ settings, logger, closing }) => {
    const bus = new BusClient(settings.BUS_URL);
    const store = await Store.open(settings.DATA_DIR, { lockWaitMs: settings.LOCK_WAIT_MS, logger });
    const base = { name, store, bus, logger, closing, ...followerOptions(settings) };
    const service = await make(base, settings);
    const { follower, outbox, publishes = [] } = service;
    const except = () => follower.setAside.keys();
    const types = publishes.length > 0 ? [new TypeKeeper({ bus, types: publishes, except, logger })] : [];
    const outboxes = outbox === undefined ? [] : [outbox];
    const app = service.createApp({
      readiness: combineReadiness(closing, [follower, ...outboxes, ...types]),
      logger,
      ...appOptions(settings),
      setAside: [follower, ...outboxes].map(({ setAside }) => setAside),
      metrics: createMetrics({ follower, ...(outbox && { outbox }) }),
    });
    return { app, parts: [store, ...outboxes, follower, ...types] };
  });
}
