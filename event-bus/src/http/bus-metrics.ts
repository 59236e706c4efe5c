import { Gauge, type Registry } from 'prom-client';
import type { Subscriptions } from '../domain/subscriptions';

/** The bus's own figures, read when they are scraped. */
export function busMetrics(options: {
  metrics: Registry;
  log: { readonly head: number; readonly queuedBytes: number };
  subscriptions: Subscriptions;
}): void {
  const { metrics, log, subscriptions } = options;
  const registers = [metrics];
  new Gauge({
    name: 'bus_log_head',
    help: 'The highest position of the log.',
    registers,
    collect() {
      this.set(log.head);
    },
  });
  new Gauge({
    name: 'bus_queued_bytes',
    help: 'Bytes of events that wait to be stored.',
    registers,
    collect() {
      this.set(log.queuedBytes);
    },
  });
  new Gauge({
    name: 'bus_subscription_lag_events',
    help: 'How many events a subscription is behind.',
    labelNames: ['subscription'],
    registers,
    async collect() {
      this.reset();
      for (const { name, lag } of await subscriptions.list()) this.set({ subscription: name }, lag.events);
    },
  });
  new Gauge({
    name: 'bus_subscription_parked_events',
    help: 'How many events of a subscription are parked.',
    labelNames: ['subscription'],
    registers,
    async collect() {
      this.reset();
      for (const { name, parked } of await subscriptions.list()) this.set({ subscription: name }, parked);
    },
  });
}
