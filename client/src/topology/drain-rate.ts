import { roughDuration } from '../ui/duration';
import type { LagSample } from './use-lag-history';

/** How far back a rate looks: further back, it would describe the past. */
const LOOK_BACK_MS = 5_000;
/** A slower rate cannot be told from a standstill. */
const RATE_MIN = 0.5;

/** By how many events per second a lag shrinks; negative while it grows, 0 while it is constant. Undefined below two samples. */
export function drainRate(samples: readonly LagSample[]): number | undefined {
  const last = samples.at(-1);
  const before = samples.at(-2);
  if (last === undefined || before === undefined) return undefined;
  const direction = Math.sign(before.events - last.events);
  let first = before;
  // Back to the last turning point: the rate before it does not count.
  for (const sample of samples.slice(0, -2).reverse()) {
    const isSameWay = Math.sign(sample.events - first.events) === direction;
    if (!isSameWay || last.atMs - sample.atMs > LOOK_BACK_MS) break;
    first = sample;
  }
  return ((first.events - last.events) / (last.atMs - first.atMs)) * 1_000;
}

/** Where a backlog is heading, such as "drains 180/s, empty in about 4 s"; empty if there is none or too little is known. */
export function drainWords(samples: readonly LagSample[]): string {
  const events = samples.at(-1)?.events ?? 0;
  const rate = drainRate(samples);
  if (events === 0 || rate === undefined || !Number.isFinite(rate)) return '';
  const shown = perSecond(Math.abs(rate));
  if (rate >= RATE_MIN) return `drains ${shown}, empty in about ${seconds(events / rate)}`;
  return rate <= -RATE_MIN ? `grows ${shown}` : 'neither grows nor drains';
}

const perSecond = (rate: number) =>
  `${(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate)).toLocaleString('en')}/s`;

/** In whole seconds, at least 1: the samples are no more precise. */
function seconds(count: number): string {
  const whole = Math.max(1, Math.round(count));
  return whole < 60 ? `${whole} s` : roughDuration(whole * 1_000);
}
