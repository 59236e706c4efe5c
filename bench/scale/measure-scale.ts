import type { ContestantName } from '../contestants';
import { GrowingLog } from './growing-log';
import { type Figures, measureLog } from './measure-log';
import { measurePublishing, type RoundSettings } from './measure-publishing';
import { measureSubscribers } from './measure-subscribers';

/** What each system is like when its log has so many events. */
export interface ScalePoint {
  readonly events: number;
  readonly figures: Readonly<Partial<Record<ContestantName, Figures>>>;
}

export interface ScaleSettings extends RoundSettings {
  /** Ours is `bus`. */
  readonly names: readonly ContestantName[];
  /** Lengths to measure at, in order. */
  readonly points: readonly number[];
  /** So many followers, and so many subscriptions. */
  readonly subscribers: number;
  readonly signal: AbortSignal;
  /** Told of each step, for a line of progress. */
  readonly onStep: (step: string) => void;
  /** Told of each point as it was measured. */
  readonly onPoint: (point: ScalePoint) => void;
}

/**
 * Grows the log of each system, and measures it at exactly each length: what publishes something new does so to a copy.
 * @throws Error  an event was lost, came twice or out of order; or `signal` is aborted
 */
export async function measureScale(settings: ScaleSettings): Promise<void> {
  const { names, points, seed, onPoint } = settings;
  const logs: GrowingLog[] = [];
  try {
    const eventsMax = points.at(-1) ?? 0;
    for (const name of names) logs.push(await GrowingLog.start(name, { seed, eventsMax }));
    for (const events of points) onPoint(await measureAt(events, logs, settings));
  } finally {
    for (const log of logs) await log.remove();
  }
}

async function measureAt(
  events: number,
  logs: readonly GrowingLog[],
  settings: ScaleSettings,
): Promise<ScalePoint> {
  const figures: Partial<Record<ContestantName, Record<string, number>>> = {};
  const step = (what: string) => {
    settings.signal.throwIfAborted();
    settings.onStep(`${events} events: ${what}`);
  };
  for (const log of logs) {
    step(`${log.name}, growing`);
    const start = performance.now();
    const grownBy = events - log.events;
    await log.growTo(events);
    const growing = (grownBy / (performance.now() - start)) * 1000;
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
