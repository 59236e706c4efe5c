import type { EventSize } from './blog-history';
import { CONTESTANTS, type ContestantName } from './contestants';
import type { ContestantResult } from './lane';
import type { Comparison, Measurement } from './plan';
import { median, medianRatio } from './statistics';

/** One line of the table. */
export interface Line {
  readonly name: string;
  readonly what: string;
  readonly size: EventSize;
  readonly unit: string;
  readonly ours: Summary;
  readonly theirs: Summary;
  /** Ours ÷ theirs: the median of the rounds' ratios. */
  readonly ratio: number;
  readonly goal: string;
  readonly isReached: boolean;
}

interface Summary {
  readonly contestant: ContestantName;
  readonly values: readonly number[];
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly p99Ms: number | undefined;
  readonly loadCpu: number;
  readonly verified: number;
}

export function compare(
  measurement: Measurement,
  options: {
    comparison: Comparison;
    size: EventSize;
    results: Readonly<Partial<Record<ContestantName, ContestantResult>>>;
  },
): Line {
  const { comparison, size, results } = options;
  const { name, what, unit, metric } = measurement;
  const summary = (contestant: ContestantName) =>
    summarize(contestant, measurement, results[contestant] as ContestantResult);
  const [ours, theirs] = [summary(comparison.ours), summary(comparison.theirs)];
  const ratio = medianRatio(ours.values, theirs.values);
  const isMoreBetter = metric === 'perSecond';
  const isReached = isMoreBetter ? ratio >= comparison.goal : ratio <= comparison.goal;
  const goal = `${isMoreBetter ? '≥' : '≤'} ${comparison.goal}`;
  return { name, what, size, unit, ours, theirs, ratio, goal, isReached };
}

function summarize(
  contestant: ContestantName,
  { metric }: Measurement,
  { rounds, verified, bytesPerEvent }: ContestantResult,
): Summary {
  const values =
    metric === 'bytesPerEvent' ? [bytesPerEvent] : rounds.map((round) => round[metric] as number);
  const p99s = rounds.map(({ p99Ms }) => p99Ms).filter((p99Ms) => p99Ms !== undefined);
  return {
    contestant,
    values,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    p99Ms: p99s.length > 0 ? median(p99s) : undefined,
    loadCpu: median(rounds.map(({ loadCpu }) => loadCpu)),
    verified,
  };
}

const HEADINGS = ['work', 'event', 'ours', 'theirs', 'p99 ms', 'load CPU', 'ratio', 'goal', 'reached'];

/** The lines as a Markdown table. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map(({ what, size, unit, ours, theirs, ratio, goal, isReached }) => [
    what,
    size,
    cell(ours, unit),
    cell(theirs, unit),
    `${milliseconds(ours.p99Ms)} : ${milliseconds(theirs.p99Ms)}`,
    `${percent(ours.loadCpu)} : ${percent(theirs.loadCpu)}`,
    ratio.toFixed(2),
    goal,
    isReached ? 'yes' : 'NO',
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] as string).length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] as number)).join(' | ')} |`;
  return [line(HEADINGS), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function cell({ contestant, median: middle, min, max }: Summary, unit: string): string {
  return `${CONTESTANTS[contestant].label}: ${amount(middle)} ${unit} (${amount(min)}–${amount(max)})`;
}

/** Three significant digits, with k and M. */
function amount(value: number): string {
  if (value >= 999_500) return `${digits(value / 1e6)} M`;
  if (value >= 999.5) return `${digits(value / 1e3)} k`;
  return digits(value);
}

const digits = (value: number) => (value >= 99.95 ? value.toFixed(0) : value.toPrecision(3));
const milliseconds = (ms: number | undefined) => (ms === undefined ? '–' : digits(ms));
const percent = (part: number) => `${Math.round(part * 100)} %`;
