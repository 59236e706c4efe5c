import type { CloudEvent } from '@blog/service-kit';
import { toSample } from '../blog-history';
import type { EventSystem, Sample } from '../event-system';
import { quantile } from '../statistics';
import { verifyStored } from './verify-stored';
import type { Figures, SettingsOf, Surroundings, Workload } from './workload';

/** Events are generated before the clock starts: 25 % more than the previous round used. */
const SPARE = 1.25;
/** Events generated per ms of the first round. */
const EVENTS_PER_MS_FIRST = 20;
/** Bounds the memory of generated events; a round that has used them up ends. */
const EVENTS_MAX = 500_000;

/** One publish call, and the ids of its events. */
interface Step {
  readonly ids: readonly string[];
  run(): Promise<void>;
}

/** Publishes as fast as acknowledgements come, with a fixed number of calls in flight, for the length of a round. */
class PublishWorkload implements Workload {
  readonly #surroundings: Surroundings;
  readonly #settings: { inFlight: number; after: number; nextStep(): Step };
  readonly #published: string[] = [];
  #steps: Step[] = [];
  #eventsPerMs = EVENTS_PER_MS_FIRST;

  constructor(surroundings: Surroundings, settings: { inFlight: number; after: number; nextStep(): Step }) {
    this.#surroundings = surroundings;
    this.#settings = settings;
  }

  async round(ms: number): Promise<Figures> {
    this.#prepare(this.#eventsPerMs * ms * SPARE);
    const steps = this.#steps;
    const latencies: number[] = [];
    let next = 0;
    let events = 0;
    global.gc?.();
    const start = performance.now();
    const lane = async () => {
      for (let now = start; now - start < ms && next < steps.length; ) {
        const step = steps[next] as Step;
        next += 1;
        await step.run();
        const end = performance.now();
        latencies.push(end - now);
        events += step.ids.length;
        now = end;
      }
    };
    await Promise.all(Array.from({ length: this.#settings.inFlight }, lane));
    const tookMs = performance.now() - start;
    this.#eventsPerMs = events / tookMs;
    for (const { ids } of steps.splice(0, next)) this.#published.push(...ids);
    return {
      perSecond: (events / tookMs) * 1000,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
    };
  }

  #prepare(events: number): void {
    let ready = this.#steps.reduce((sum, { ids }) => sum + ids.length, 0);
    while (ready < Math.min(events, EVENTS_MAX)) {
      const step = this.#settings.nextStep();
      this.#steps.push(step);
      ready += step.ids.length;
    }
  }

  verify(): Promise<number> {
    return verifyStored(this.#surroundings.system, this.#published, this.#settings.after);
  }

  async close(): Promise<void> {}
}

export async function openPublish(
  surroundings: Surroundings,
  { inFlight, as }: SettingsOf<'publish'>,
): Promise<Workload> {
  const { system, history } = surroundings;
  const ofText = (sample: Sample): Step => ({ ids: [sample.id], run: () => system.publish(sample) });
  const ofEvent = (event: CloudEvent): Step => ({
    ids: [event.id],
    run: () => (system.publishEvent as (event: CloudEvent) => Promise<void>).call(system, event),
  });
  const nextStep = () => (as === 'text' ? ofText(toSample(history.next())) : ofEvent(history.next()));
  return new PublishWorkload(surroundings, { inFlight, after: await headOf(system), nextStep });
}

export async function openPublishBatches(
  surroundings: Surroundings,
  { batch }: SettingsOf<'publish-batches'>,
): Promise<Workload> {
  const { system, history } = surroundings;
  const nextStep = (): Step => {
    const samples = history.takeSamples(batch);
    const run = () => system.publishBatch?.(samples) as Promise<void>;
    return { ids: samples.map(({ id }) => id), run };
  };
  return new PublishWorkload(surroundings, { inFlight: 1, after: await headOf(system), nextStep });
}

/** Events held before; 0 for a system that stores nothing. */
const headOf = async (system: EventSystem) => (await system.head?.()) ?? 0;
