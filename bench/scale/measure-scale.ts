import type { ContestantName } from '../contestants';
import { GrowingLog } from './growing-log';
import { type Figures, measureLog } from './measure-log';
import { measurePublishing, type RoundSettings } from './measure-publishing';
import { measureReplica } from './measure-replica';
import { measureSubscribers } from './measure-subscribers';

/** Figures of each system at one log length. */
export interface ScalePoint {
  readonly events: number;
  readonly figures: Readonly<Partial<Record<ContestantName, Figures>>>;
}

interface CurveSettings {
  readonly seed: string;
  /** Our system is `bus` or `bus-r1`. */
  readonly names: readonly ContestantName[];
  /** Log lengths to measure at, in ascending order. */
  readonly points: readonly number[];
  readonly signal: AbortSignal;
  /** Called with each step, to show progress. */
  readonly onStep: (step: string) => void;
  /** Called with each point once measured. */
  readonly onPoint: (point: ScalePoint) => void;
}

export interface ScaleSettings extends CurveSettings, RoundSettings {
  /** Number of followers, and of subscriptions. */
  readonly subscribers: number;
}

/**
 * Grows the log of each system and measures it at exactly each length: measurements that publish use a copy.
 * @throws Error  an event was lost, came twice or out of order; or `signal` is aborted
 */
export function measureScale(settings: ScaleSettings): Promise<void> {
  return alongCurve(settings, (events, logs) => measureAt(events, logs, settings));
}

/** The same for a bus with an external log; see `measureReplica`. */
export function measureReplicaScale(settings: CurveSettings): Promise<void> {
  return alongCurve(settings, async (events, logs) => {
    const figures: Partial<Record<ContestantName, Figures>> = {};
    for (const log of logs) {
      const step = stepsAt(events, settings);
      const growing = await grow(log, events, step);
      step(`${log.name}, starting and reading`);
      figures[log.name] = { 'growing, events/s': growing, ...(await measureReplica(log)) };
    }
    return { events, figures };
  });
}

async function alongCurve(
  settings: CurveSettings,
  measure: (events: number, logs: readonly GrowingLog[]) => Promise<ScalePoint>,
): Promise<void> {
  const { names, points, seed, onPoint } = settings;
  const logs: GrowingLog[] = [];
  try {
    const eventsMax = points.at(-1) ?? 0;
    for (const name of names) logs.push(await GrowingLog.start(name, { seed, eventsMax }));
    for (const events of points) onPoint(await measure(events, logs));
  } finally {
    for (const log of logs) await log.remove();
  }
}

function stepsAt(events: number, { signal, onStep }: CurveSettings): (what: string) => void {
  return (what) => {
    signal.throwIfAborted();
    onStep(`${events} events: ${what}`);
  };
}

/** Resolves with events per second. */
async function grow(log: GrowingLog, events: number, step: (what: string) => void): Promise<number> {
  step(`${log.name}, growing`);
  const start = performance.now();
  const grownBy = events - log.events;
  await log.growTo(events);
  return (grownBy / (performance.now() - start)) * 1000;
}

async function measureAt(
  events: number,
  logs: readonly GrowingLog[],
  settings: ScaleSettings,
): Promise<ScalePoint> {
  const figures: Partial<Record<ContestantName, Record<string, number>>> = {};
  const step = stepsAt(events, settings);
  for (const log of logs) {
    const growing = await grow(log, events, step);
    step(`${log.name}, reading`);
    figures[log.name] = { 'growing, events/s': growing, ...(await measureLog(log)) };
    await log.stop();
  }
  step('publishing');
  const published = await measurePublishing(logs, settings);
  for (const [index, log] of logs.entries()) {
    step(`${log.name}, subscribers and disk`);
    figures[log.name] = {
      ...figures[log.name],
      ...published[index],
      ...(log.name === 'bus' &&
        (await measureSubscribers(log, { count: settings.subscribers, seed: settings.seed }))),
      'disk bytes/event': (await log.diskBytes()) / events,
    };
    await log.start();
  }
  return { events, figures };
}
