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
const NAME_CHARACTERS_MAX = 18;
/** Width of one character of the badge. */
const CHARACTER_WIDTH = 7.2;
const LINE_HEIGHT = 19;
const PADDING = 14;

/** The bus, or a service, in the picture. */
export function PictureNode({ box, ...text }: NodeText & { box: Box | undefined }) {
  if (box === undefined) return null;
  const { name, state, details, tone, badge, backlog = 0 } = text;
  const { x, y, width, height } = box;
  const first = y + height / 2 - ((details.length + 1) * LINE_HEIGHT) / 2 + 4;
  return (
    <g>
      <rect
        {...{ x, y, width, height }}
        rx="10"
        className={`fill-surface ${BORDERS[tone]}`}
        strokeWidth="2"
      />
      <text x={x + PADDING} y={first} className="fill-ink font-semibold text-[15px]">
        {name.length > NAME_CHARACTERS_MAX ? `${name.slice(0, NAME_CHARACTERS_MAX - 1)}…` : name}
      </text>
      <circle cx={x + PADDING + 4} cy={first + LINE_HEIGHT - 4.5} r="4" className={FILLS[tone]} />
      <text x={x + PADDING + 14} y={first + LINE_HEIGHT} className={`font-medium text-[13px] ${FILLS[tone]}`}>
        {state}
      </text>
      {details.map((detail, index) => (
        <text
          key={detail}
          x={x + PADDING}
          y={first + (index + 2) * LINE_HEIGHT}
          className="fill-muted text-[13px]"
        >
          {detail}
        </text>
      ))}
      {badge !== undefined && <TroubleBadge text={badge} right={x + width - 10} bottom={y + height - 12} />}
      <rect x={x + 10} y={y + height - 5} width={(width - 20) * backlog} height="3" className={FILLS[tone]} />
    </g>
  );
}

/** Events that need attention, in the lower right corner. */
function TroubleBadge({ text, right, bottom }: { text: string; right: number; bottom: number }) {
  const width = text.length * CHARACTER_WIDTH + 16;
  const height = 22;
  return (
    <g>
      <rect
        {...{ x: right - width, y: bottom - height, width, height }}
        rx={height / 2}
        className="fill-warn-tint stroke-warn"
      />
      <text
        x={right - width / 2}
        y={bottom - height / 2 + 4.5}
        textAnchor="middle"
        className="fill-warn font-semibold text-[12.5px]"
      >
        {text}
      </text>
    </g>
  );
}
