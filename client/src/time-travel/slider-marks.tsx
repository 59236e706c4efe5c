import { useMemo } from 'react';
import type { EventKind } from './kind-of-event';
import { MARKED_KINDS, marksOf } from './marks-of';
import type { Timeline } from './timeline';
import type { Track } from './track';

const BUCKETS_MAX = 160;
const ROW_PX = 5;
const HEIGHT_PX = MARKED_KINDS.length * ROW_PX;
/** Opacity of a mark of one event; one of many is darker. */
const FAINTEST = 0.6;

const LOOKS: Record<(typeof MARKED_KINDS)[number], { fill: string; label: string }> = {
  post: { fill: 'fill-accent', label: 'posts' },
  rejection: { fill: 'fill-bad', label: 'rejections' },
  deletion: { fill: 'fill-ink', label: 'deletions' },
  edit: { fill: 'fill-warn', label: 'edits' },
};
const lookOf = (kind: EventKind) => LOOKS[kind as keyof typeof LOOKS];

/** Below the slider: where posts, rejections, deletions and edits happened, a row for each, with how many there are of it. */
export function SliderMarks({ timeline, track }: { timeline: Timeline; track: Track }) {
  const { steps } = track;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a track of as many steps is the same track
  const { buckets, marks } = useMemo(
    () => marksOf({ steps, at: (step) => timeline.kindAt(track.positionOf(step)) }, BUCKETS_MAX),
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
      {/* As far from the edges as the middle of the slider's thumb. */}
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
      <p className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 px-2 text-muted text-xs">
        {shown.map(({ kind, count, fill, label }) => (
          <span key={kind} className="inline-flex items-center gap-1.5">
            <svg aria-hidden="true" width="10" height="4">
              <rect width="10" height="4" className={fill} />
            </svg>
            {count.toLocaleString('en')} {count === 1 ? label.slice(0, -1) : label}
          </span>
        ))}
      </p>
    </>
  );
}
