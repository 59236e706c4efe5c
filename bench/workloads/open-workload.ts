import { openCatchUp } from './catch-up';
import { openFanOut } from './fan-out';
import { openFill } from './fill';
import { openLatency } from './latency';
import { openPublish, openPublishBatches } from './publish';
import { openReplay } from './replay';
import type { Surroundings, Workload, WorkloadSettings } from './workload';

/** Prepares a workload: publishes the history it needs and starts its followers. */
export function openWorkload(surroundings: Surroundings, settings: WorkloadSettings): Promise<Workload> {
  switch (settings.kind) {
    case 'publish':
      return openPublish(surroundings, settings);
    case 'publish-batches':
      return openPublishBatches(surroundings, settings);
    case 'fill':
      return openFill(surroundings, settings);
    case 'latency':
      return openLatency(surroundings, settings);
    case 'replay':
      return openReplay(surroundings, settings);
    case 'catch-up':
      return openCatchUp(surroundings, settings);
    case 'fan-out':
      return openFanOut(surroundings, settings);
  }
}
