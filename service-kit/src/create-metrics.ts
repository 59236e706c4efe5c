import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/**
 * The metrics of a service's process: prom-client's defaults (CPU, memory, event loop) and, of what the service has,
 * how far its follower is and how many events wait in its outbox; both are read at each scrape.
 */
export function createMetrics(
  of: { follower?: { readonly checkpoint: number }; outbox?: { state(): { readonly pending: number } } } = {},
): Registry {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [metrics],
      collect() {
        this.set(read());
      },
    });
  const { follower, outbox } = of;
  if (follower) {
    gauge('follower_checkpoint_position', 'Last position of the log applied.', () => follower.checkpoint);
  }
  if (outbox) {
    gauge('outbox_pending_events', 'Events the bus has not yet acknowledged.', () => outbox.state().pending);
  }
  return metrics;
}
