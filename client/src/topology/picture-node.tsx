import type { Tone } from '../ui/badge';
import type { Box } from './layout-topology';
import type { NodeText } from './node-text';

const BORDERS: Record<Tone, string> = {
  neutral: 'stroke-line',
  accent: 'stroke-accent',
  good: 'stroke-good',
  warn: 'stroke-warn',
  bad: 'stroke-bad',
};
const FILLS: Record<Tone, string> = {
  neutral: 'fill-muted',
  accent: 'fill-accent',
  good: 'fill-good',
  warn: 'fill-warn',
  bad: 'fill-bad',
};

/** A publisher, the bus, or a subscriber in the picture. */
export function PictureNode({
  box,
  name,
  state,
  detail,
  tone,
  backlog = 0,
}: NodeText & { box: Box | undefined }) {
  if (box === undefined) return null;
  const { x, y, width, height } = box;
  const middle = y + height / 2;
  return (
    <g>
      <rect
        {...{ x, y, width, height }}
        rx="10"
        className={`fill-surface ${BORDERS[tone]}`}
        strokeWidth="2"
      />
      <text x={x + 12} y={middle - 15} className="fill-ink font-semibold text-[14px]">
        {name.length > 20 ? `${name.slice(0, 19)}…` : name}
      </text>
      <text x={x + 12} y={middle + 4} className={`font-medium text-[12.5px] ${FILLS[tone]}`}>
        {state}
      </text>
      <text x={x + 12} y={middle + 22} className="fill-muted text-[12.5px]">
        {detail}
      </text>
      <rect x={x + 10} y={y + height - 5} width={(width - 20) * backlog} height="3" className={FILLS[tone]} />
    </g>
  );
}
