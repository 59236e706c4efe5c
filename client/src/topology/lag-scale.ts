import type { LagSample } from './use-lag-history';

/** The time span of every lag chart. */
export const SPAN_MS = 120_000;
const STEPS = [1, 2, 5, 10];

/** Shared by all lag charts, so that they can be compared. */
export interface LagScale {
  /** The number of events at the top. */
  readonly eventsMax: number;
  /** The time at the right edge, in milliseconds since 1970. */
  readonly endMs: number;
}

/** A scale for all samples: rounded up to 1, 2 or 5 times a power of ten, at least 10. */
export function lagScale(histories: Iterable<readonly LagSample[]>, endMs: number): LagScale {
  let most = 10;
  for (const samples of histories)
    for (const { atMs, events } of samples) if (atMs >= endMs - SPAN_MS) most = Math.max(most, events);
  const power = 10 ** Math.floor(Math.log10(most));
  const step = STEPS.find((each) => each * power >= most) ?? 10;
  return { eventsMax: step * power, endMs };
}

/** A time's place between the left edge of a chart, 0, and its right edge, 1. */
export const shareOfTime = (atMs: number, { endMs }: LagScale): number =>
  Math.min(1, Math.max(0, 1 - (endMs - atMs) / SPAN_MS));
