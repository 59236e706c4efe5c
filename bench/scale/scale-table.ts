import { CONTESTANTS, type ContestantName } from '../contestants';
import type { ScalePoint } from './measure-scale';

/** The curve as a table: a row per figure, a column per system and length. */
export function scaleTable(curve: readonly ScalePoint[]): string {
  const columns = curve.flatMap(({ events, figures }) =>
    Object.entries(figures).map(([name, of]) => ({
      heading: `${CONTESTANTS[name as ContestantName].label}: ${events.toLocaleString('en')}`,
      of,
    })),
  );
  const names = [...new Set(columns.flatMap(({ of }) => Object.keys(of)))];
  const rows = names.map((name) => [name, ...columns.map(({ of }) => shown(of[name]))]);
  const head = ['events', ...columns.map(({ heading }) => heading)];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function shown(value: number | undefined): string {
  if (value === undefined) return '–';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
