import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

interface SetAside {
  readonly from: string;
  readonly count: number;
}

/**
 * The metrics of a service's process: prom-client's defaults (CPU, memory, event loop) and, if the service has a follower or an
 * outbox, the checkpoint, the pending events and the events set aside. All are read at each scrape.
 */
export function createMetrics(
  of: {
    follower?: { readonly checkpoint: number; readonly setAside?: SetAside };
    outbox?: { state(): { readonly pending: number }; readonly setAside?: SetAside };
  } = {},
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
  const setAside = [follower, outbox].flatMap((part) =>
    part?.setAside === undefined ? [] : [part.setAside],
  );
  if (follower) {
    gauge('follower_checkpoint_position', 'Last position of the log applied.', () => follower.checkpoint);
  }
  if (outbox) {
    gauge('outbox_pending_events', 'Events the bus has not yet acknowledged.', () => outbox.state().pending);
  }
  if (setAside.length > 0) {
    new Gauge({
      name: 'set_aside_events',
      help: 'Events that could not be handled, with those that wait behind them.',
      labelNames: ['from'],
      registers: [metrics],
      collect() {
        for (const { from, count } of setAside) this.set({ from }, count);
      },
    });
  }
  return metrics;
}
