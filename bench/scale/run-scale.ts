import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { GrowingLog } from './growing-log';
import { type LogFigures, measureLog, reportFollowers } from './measure-log';

const POINTS = [1, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const FOLLOWERS = 1_000;
const USAGE = 'Usage: npm run bench:scale -- [--events 10000000] [--seed …] [--json FILE]';

const OPTIONS = {
  events: { type: 'string', default: '10000000' },
  seed: { type: 'string', default: 'bench' },
  json: { type: 'string' },
} as const;

/** Measures the bus with a longer and longer log, and prints the curve: a column for each length. */
async function main(): Promise<void> {
  const { events, seed, json } = parseArgs({ options: OPTIONS }).values;
  const eventsMax = Number(events);
  if (!Number.isSafeInteger(eventsMax) || eventsMax < 1)
    throw new Error(`Expected --events 1 or more.\n${USAGE}`);
  const points = [...POINTS.filter((point) => point < eventsMax), eventsMax];
  const log = await GrowingLog.start(seed);
  const curve: LogFigures[] = [];
  try {
    await reportFollowers(log.url, FOLLOWERS);
    for (const point of points) {
      console.error(`growing to ${point}`);
      await log.growTo(point);
      console.error(`measuring at ${point}`);
      curve.push(await measureLog(log));
    }
  } finally {
    await log.remove();
    if (curve.length > 0) console.log(table(curve));
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(curve, null, 2)}\n`);
  }
}

function table(curve: readonly LogFigures[]): string {
  const names = Object.keys(curve[0] as LogFigures);
  const rows = names.map((name) => [name, ...curve.map((figures) => shown(figures[name] as number))]);
  const [head, ...others] = rows as [string[], ...string[][]];
  return [head, head.map(() => '---'), ...others].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const shown = (value: number) => (value >= 100 ? Math.round(value).toString() : value.toPrecision(3));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
