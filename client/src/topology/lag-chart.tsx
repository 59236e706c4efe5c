import type { Fault } from '@blog/lab/state';
import { RelativeTime } from '../ui/relative-time';
import { type LagScale, SPAN_MS, shareOfTime } from './lag-scale';
import type { LagSample } from './use-lag-history';

const WIDTH = 120;
const HEIGHT = 40;
/** Faults that end another; marked in a different colour. */
const CURES = new Set<Fault['kind']>(['start', 'thaw', 'open', 'load-end']);

interface LagChartProps {
  readonly name: string;
  readonly samples: readonly LagSample[];
  readonly faults: readonly Fault[];
  readonly scale: LagScale;
}

/** The lag over the last two minutes, on the scale shared by all charts, with the lab's faults in that time. */
export function LagChart({ name, samples, faults, scale }: LagChartProps) {
  const { eventsMax, endMs } = scale;
  const shown = samples.filter(({ atMs }) => atMs >= endMs - SPAN_MS);
  const points = shown.map(
    ({ atMs, events }) =>
      `${shareOfTime(atMs, scale) * WIDTH},${HEIGHT - Math.min(1, events / eventsMax) * HEIGHT}`,
  );
  const marks = faults.filter(({ at }) => Date.parse(at) >= endMs - SPAN_MS);
  const most = Math.max(0, ...shown.map(({ events }) => events));
  const nowEvents = shown.at(-1)?.events ?? 0;
  return (
    <div className="mt-3 text-muted text-xs">
      <p aria-hidden="true" className="mb-1">
        Events behind
      </p>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <div
          aria-hidden="true"
          className="flex flex-col justify-between text-right tabular-nums leading-none"
        >
          <span>{eventsMax.toLocaleString('en')}</span>
          <span>0</span>
        </div>
        <div className="relative h-16 border-line border-b border-l">
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            className="absolute inset-0 h-full w-full overflow-visible"
            role="img"
            aria-label={`How many events ${name} was behind in the last 2 minutes: at most ${most.toLocaleString('en')}, now ${nowEvents.toLocaleString('en')}`}
          >
            <polyline
              points={points.join(' ')}
              className="fill-none stroke-accent"
              strokeWidth="2"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          {marks.map(({ id, at, kind, text }) => (
            <span
              key={id}
              title={text}
              data-testid="fault-mark"
              className="-translate-x-1/2 absolute inset-y-0 flex w-3 justify-center"
              style={{ left: `${shareOfTime(Date.parse(at), scale) * 100}%` }}
            >
              <span
                className={`h-full border-l-2 border-dashed ${CURES.has(kind) ? 'border-good' : 'border-bad'}`}
              />
            </span>
          ))}
        </div>
        <span />
        <div aria-hidden="true" className="mt-1 flex justify-between">
          <span>2 min ago</span>
          <span>now</span>
        </div>
      </div>
      {marks.length > 0 && <FaultList name={name} marks={marks} />}
    </div>
  );
}

function FaultList({ name, marks }: { name: string; marks: readonly Fault[] }) {
  return (
    <details className="mt-1">
      <summary className="w-fit">
        {marks.length === 1 ? '1 mark' : `${marks.length} marks`}
        <span className="sr-only"> on the chart of {name}</span>
      </summary>
      <ul className="mt-1 space-y-0.5">
        {[...marks].reverse().map(({ id, at, kind, text }) => (
          <li key={id} className="flex gap-2">
            <span aria-hidden="true" className={CURES.has(kind) ? 'text-good' : 'text-bad'}>
              ┆
            </span>
            <span className="mr-auto">{text}</span>
            <RelativeTime at={at} />
          </li>
        ))}
      </ul>
    </details>
  );
}
