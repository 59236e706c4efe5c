import { useMemo } from 'react';
import type { EventKind } from './kind-of-event';
import { MARKED_KINDS, marksOf, nextOfKind } from './marks-of';
import type { Timeline } from './timeline';
import type { Track } from './track';

const BUCKETS_MAX = 160;
const ROW_PX = 5;
const HEIGHT_PX = MARKED_KINDS.length * ROW_PX;
/** Opacity of a mark for one event; more events make it darker. */
const FAINTEST = 0.6;

const LOOKS: Record<(typeof MARKED_KINDS)[number], { fill: string; label: string }> = {
  post: { fill: 'fill-accent', label: 'posts' },
  rejection: { fill: 'fill-bad', label: 'rejections' },
  deletion: { fill: 'fill-ink', label: 'deletions' },
  edit: { fill: 'fill-warn', label: 'edits' },
};
const lookOf = (kind: EventKind) => LOOKS[kind as keyof typeof LOOKS];

interface SliderMarksProps {
  readonly timeline: Timeline;
  readonly track: Track;
  readonly step: number;
  readonly stepTo: (step: number) => void;
}

/**
 * Below the slider: a row each for posts, rejections, deletions and edits, with marks where they happened; and a button for
 * each with their number, which leads to the next one.
 */
export function SliderMarks({ timeline, track, step, stepTo }: SliderMarksProps) {
  const { steps } = track;
  const kindAt = (at: number) => timeline.kindAt(track.positionOf(at));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a track of as many steps is the same track
  const { buckets, marks } = useMemo(
    () => marksOf({ steps, at: kindAt }, BUCKETS_MAX),
    [timeline, steps, track.positionOf(1)],
  );
  const largest = Math.max(1, ...marks.map(({ count }) => count));
  const countOf = (kind: EventKind) =>
    marks.reduce((sum, mark) => sum + (mark.kind === kind ? mark.count : 0), 0);
  const shown = MARKED_KINDS.map((kind) => ({ kind, count: countOf(kind), ...LOOKS[kind] })).filter(
    ({ count }) => count > 0,
  );
  return (
    <>
      {/* Inset by half the width of the slider's thumb. */}
      <div className="px-2">
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${buckets} ${HEIGHT_PX}`}
          preserveAspectRatio="none"
          className="block w-full rounded-sm bg-sunken"
          height={HEIGHT_PX}
        >
          {marks.map(({ kind, bucket, count }) => (
            <rect
              key={`${kind} ${bucket}`}
              x={bucket}
              y={MARKED_KINDS.indexOf(kind as (typeof MARKED_KINDS)[number]) * ROW_PX}
              width={1}
              height={ROW_PX - 1}
              className={lookOf(kind).fill}
              opacity={FAINTEST + (1 - FAINTEST) * (count / largest)}
            />
          ))}
        </svg>
      </div>
      <div className="mt-1 flex flex-wrap gap-x-2 px-1 text-xs">
        {shown.map(({ kind, count, fill, label }) => (
          <button
            key={kind}
            type="button"
            title={`To the next ${label.slice(0, -1)}`}
            onClick={() => stepTo(nextOfKind(kind, { steps, at: kindAt, after: step }))}
            className="inline-flex min-h-7 items-center gap-1.5 rounded-md px-1.5 text-muted hover:bg-tint hover:text-ink"
          >
            <svg aria-hidden="true" width="10" height="4">
              <rect width="10" height="4" className={fill} />
            </svg>
            {count.toLocaleString('en')} {count === 1 ? label.slice(0, -1) : label}
          </button>
        ))}
      </div>
    </>
  );
}
