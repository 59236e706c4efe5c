import { Gauge, type Registry } from 'prom-client';
import type { Followers } from '../domain/followers';
import type { Subscriptions } from '../domain/subscriptions';

/** The bus's own figures, read when they are scraped. */
export function busMetrics(options: {
  metrics: Registry;
  log: { readonly head: number; readonly queuedBytes: number };
  followers: Followers;
  subscriptions: Subscriptions;
}): void {
  const { metrics, log, followers, subscriptions } = options;
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
    collect() {
      this.reset();
      for (const { name, behind } of subscriptions.counts()) this.set({ subscription: name }, behind);
    },
  });
  new Gauge({
    name: 'bus_subscription_parked_events',
    help: 'How many events of a subscription are parked.',
    labelNames: ['subscription'],
    registers,
    collect() {
      this.reset();
      for (const { name, parked } of subscriptions.counts()) this.set({ subscription: name }, parked);
    },
  });
  new Gauge({
    name: 'bus_follower_set_aside_events',
    help: 'How many events a follower has set aside.',
    labelNames: ['follower', 'instance'],
    registers,
    collect() {
      this.reset();
      for (const { name, instance, setAside } of followers.counts()) {
        this.set({ follower: name, instance }, setAside);
      }
    },
  });
}
