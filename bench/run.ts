import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { CONTESTANTS, type Contestant, type ContestantName } from './contestants';
import { type BenchOptions, readOptions, UsageError } from './options';
import { ALL_PEERS } from './peers/all-peers';
import { isPinned } from './pinning';
import { type Comparison, type Counts, type Measurement, planOf } from './plan';
import { compare, type Line, table } from './report';
import { runMeasurement } from './run-measurement';

const FULL: Counts = { replay: 1_000_000, courseReplay: 50_000, stored: 200_000, followers: 100 };
const QUICK: Counts = { replay: 200_000, courseReplay: 5_000, stored: 50_000, followers: 100 };
const WARM_UPS = { quick: 1, full: 2 };

/** The user stopped the run. */
class Stopped extends Error {}

/** Measures everything requested, prints the table, and exits with 1 if an event was lost. */
async function main(): Promise<void> {
  const options = readOptions(
    process.argv.slice(2),
    planOf(FULL).map(({ name }) => name),
  );
  const stopping = new AbortController();
  // Ends the load processes, which rejects pending calls; then the servers are stopped and the folders deleted.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => stopping.abort(new Stopped(`Stopped by ${signal}.`)));
  }
  sayMissing(options);
  const lines: Line[] = [];
  const startMs = Date.now();
  try {
    for (const measurement of planOf(options.quick ? QUICK : FULL)) {
      if (options.only.length > 0 && !options.only.includes(measurement.name)) continue;
      lines.push(...(await measure(measurement, options, stopping.signal)));
    }
  } catch (error) {
    throw stopping.signal.aborted ? stopping.signal.reason : error;
  } finally {
    clearProgress();
    if (lines.length > 0) console.log(`\n${table(lines)}\n\n${notes(startMs)}`);
    if (options.json !== undefined) save(options.json, { options, lines });
  }
}

/** Runs one measurement at each size, with the contestants that are requested and available. */
async function measure(
  measurement: Measurement,
  options: BenchOptions,
  signal: AbortSignal,
): Promise<Line[]> {
  const comparisons = measurement.comparisons.filter((comparison) => isAsked(comparison, options));
  const names = [...new Set(comparisons.flatMap(({ ours, theirs }) => [ours, theirs]))];
  if (names.length === 0) return [];
  const lines: Line[] = [];
  for (const size of measurement.sizes.filter((one) => options.sizes.includes(one))) {
    const onStep = (step: string) => progress(`${measurement.name} (${size}): ${step}`);
    const warmUps = options.quick ? WARM_UPS.quick : WARM_UPS.full;
    const settings = { ...options, warmUps, onStep, signal };
    const results = await runMeasurement(measurement, { names, size, settings });
    lines.push(...comparisons.map((comparison) => compare(measurement, { comparison, size, results })));
  }
  return lines;
}

function isAsked({ theirs }: Comparison, { against }: BenchOptions): boolean {
  const { family, peer } = CONTESTANTS[theirs] as Contestant;
  const isAgainst = family === undefined || against.includes(family);
  return isAgainst && ALL_PEERS[peer].missing === undefined;
}

function sayMissing({ against }: BenchOptions): void {
  const asked = (Object.keys(CONTESTANTS) as ContestantName[]).map((name) => CONTESTANTS[name] as Contestant);
  const missing = asked
    .filter(({ family = '' }) => against.includes(family))
    .map(({ peer }) => ALL_PEERS[peer].missing);
  for (const why of new Set(missing)) if (why !== undefined) console.log(`Left out: ${why}`);
}

function notes(startMs: number): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim()}, Linux ${release()}, Node ${process.version}`;
  const cores = isPinned ? 'servers on core 0, load on core 1' : 'servers and load share their cores';
  const peers = Object.values(ALL_PEERS).filter(({ missing }) => missing === undefined);
  return [
    `${machine}; ${cores}. ${Math.round((Date.now() - startMs) / 1000)} s.`,
    'Median of the rounds (lowest–highest); ratio: median of ours ÷ theirs in each round. Every event was read back.',
    peers.map(({ what }) => what).join('; '),
  ].join('\n');
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else console.error(text);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

function save(file: string, { options, lines }: { options: BenchOptions; lines: readonly Line[] }): void {
  const machine = { cpus: cpus().map(({ model }) => model), node: process.version, isPinned };
  writeFileSync(
    file,
    `${JSON.stringify({ at: new Date().toISOString(), machine, options, lines }, null, 2)}\n`,
  );
}

main().catch((error: unknown) => {
  const isExpected = error instanceof UsageError || error instanceof Stopped;
  console.error(isExpected ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
