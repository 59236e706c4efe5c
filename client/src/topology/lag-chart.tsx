import type { Fault } from '@blog/lab/state';
import type { LagSample } from './use-lag-history';

const WIDTH = 120;
const HEIGHT = 28;
/** What makes things well again is marked in another colour than what harms. */
const CURES = new Set<Fault['kind']>(['start', 'thaw', 'open', 'load-end']);

interface LagChartProps {
  readonly samples: readonly LagSample[];
  readonly faults: readonly Fault[];
}

/**
 * How the lag went, oldest to newest, each at its share of the greatest, and what was done in the lab meanwhile. Decoration:
 * the figures are beside it, and what was done is listed.
 */
export function LagChart({ samples, faults }: LagChartProps) {
  const most = Math.max(1, ...samples.map(({ events }) => events));
  const firstMs = samples[0]?.atMs ?? 0;
  const spanMs = Math.max(1, (samples.at(-1)?.atMs ?? 0) - firstMs);
  const xOf = (atMs: number) => ((atMs - firstMs) / spanMs) * WIDTH;
  const points = samples.map(
    ({ atMs, events }) => `${xOf(atMs)},${HEIGHT - 1 - (events / most) * (HEIGHT - 3)}`,
  );
  const marks = faults.filter(({ at }) => Date.parse(at) >= firstMs && samples.length > 1);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      {marks.map(({ id, at, kind }) => {
        const x = Math.min(WIDTH, xOf(Date.parse(at)));
        return (
          <line
            key={id}
            {...{ x1: x, x2: x, y1: 0, y2: HEIGHT }}
            className={CURES.has(kind) ? 'stroke-good' : 'stroke-bad'}
            strokeDasharray="2 2"
          />
        );
      })}
      <polyline points={points.join(' ')} className="fill-none stroke-accent" strokeWidth="1.5" />
    </svg>
  );
}
