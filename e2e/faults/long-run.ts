import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { missingTools } from '../harness/missing-tools';
import { ALL_FAULTS } from './all-faults';
import type { Fault } from './fault';
import { LongRunRecord } from './long-run-record';
import { FaultFound, roundsOf, runFault, runSeed } from './run-fault';
import { isClean, type Tally } from './tally';

const RECORD = resolve(__dirname, '../../.faults/long-run.json');
const SLICE_MS = 60_000;
const MINUTES_MAX = 100_000;
const USAGE = `Usage: npm run test:long -- [fault …] [--minutes 120] [--at-once 2]
       SEED=… npm run test:long -- <fault> --round 17     one round by itself
Faults: ${ALL_FAULTS.map(({ name }) => name).join(', ')}
What was done is kept in .faults/long-run.json, and the next run continues there; delete it to start over.`;

const OPTIONS = {
  minutes: { type: 'string', default: String(MINUTES_MAX) },
  'at-once': { type: 'string', default: '2' },
  round: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** An invalid command line; the message says what was expected. */
class UsageError extends Error {}

/** Causes every fault with its long count, a slice of each in turn, and prints the results as a table. */
async function main(): Promise<void> {
  let asked: Asked;
  try {
    asked = readArguments();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (asked.help) {
    console.log(USAGE);
    return;
  }
  const faults = ALL_FAULTS.filter(({ name }) => asked.names.length === 0 || asked.names.includes(name));
  const possible = faults.filter(({ needs = [] }) => needs.every((tool) => !missingTools.has(tool)));
  if (asked.round !== undefined) await runOneRound(possible, asked.round);
  else await runAll(possible, asked);
}

interface Asked {
  readonly names: readonly string[];
  readonly help: boolean;
  readonly round: number | undefined;
  readonly minutes: number;
  readonly atOnce: number;
}

/** @throws UsageError  an unknown option or fault, or an invalid number */
function readArguments(): Asked {
  const { positionals: names, values } = parse();
  const unknown = names.find((name) => ALL_FAULTS.every((fault) => fault.name !== name));
  if (unknown !== undefined) throw new UsageError(`There is no fault ${unknown}.`);
  return {
    names,
    help: values.help ?? false,
    round: values.round === undefined ? undefined : positive('round', values.round, 'whole'),
    minutes: positive('minutes', values.minutes),
    atOnce: positive('at-once', values['at-once'], 'whole'),
  };
}

function parse() {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError(message);
  }
}

function positive(option: keyof typeof OPTIONS, text: string, whole?: 'whole'): number {
  const number = Number(text);
  const isRight = whole ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (isRight && number > 0) return number;
  throw new UsageError(`Expected a positive ${whole ? 'whole ' : ''}number as --${option}, got '${text}'.`);
}

async function runOneRound(faults: readonly Fault[], round: number): Promise<void> {
  for (const fault of faults) {
    await runFault(fault, { seed: runSeed(), from: round, through: round });
    console.log(`${fault.name}: round ${round} holds`);
  }
}

async function runAll(faults: readonly Fault[], limits: { minutes: number; atOnce: number }): Promise<void> {
  const record = new LongRunRecord(RECORD, runSeed());
  const endMs = Date.now() + limits.minutes * 60_000;
  const running = new Set<Fault>();
  let isStopping = false;
  process.on('SIGINT', () => {
    isStopping = true;
    console.log('Stopping after the rounds under way.');
  });
  const isOver = () => isStopping || Date.now() >= endMs;

  /** The fault with the least time so far. */
  const next = () =>
    faults
      .filter((fault) => !running.has(fault) && record.fractionDone(fault) < 1)
      .sort((a, b) => record.line(a).seconds - record.line(b).seconds)[0];
  const lane = async () => {
    for (let fault = next(); fault !== undefined && !isOver(); fault = next()) {
      running.add(fault);
      await runSlice(fault, record, { isOver, isStopping: () => isStopping });
      running.delete(fault);
    }
  };
  await Promise.all(Array.from({ length: limits.atOnce }, lane));
  console.log(`\n${record.table(faults)}`);
  if (faults.some((fault) => record.line(fault).failures.length > 0)) process.exitCode = 1;
}

/**
 * Runs one fault for about a minute; a round that fails is printed, recorded, and skipped. A failure after a requested stop is
 * only printed: the stop may have caused it, and the next run repeats that round.
 */
async function runSlice(
  fault: Fault,
  record: LongRunRecord,
  { isOver, isStopping }: { isOver: () => boolean; isStopping: () => boolean },
): Promise<void> {
  const startMs = Date.now();
  const from = record.line(fault).rounds + 1;
  const through = roundsOf(fault, fault.counts.long);
  const seconds = () => (Date.now() - startMs) / 1000;
  let last = from - 1;
  try {
    const enough = (round: number) => {
      last = round;
      return (isOver() || Date.now() - startMs >= SLICE_MS) && round >= from;
    };
    const { round, tally } = await runFault(fault, { seed: record.seed, from, through, enough });
    record.add(fault, { round, seconds: seconds(), tally });
  } catch (error) {
    const failure = error instanceof FaultFound ? error.message : `${fault.what}, not a round: ${error}`;
    console.error(failure);
    if (isStopping()) {
      console.error('It is not recorded, since a stop was asked for.');
      record.add(fault, { round: last, seconds: seconds() });
    } else {
      // At least one round further, or the run would never get past it.
      const round = Math.max(from, error instanceof FaultFound ? error.round : last);
      record.add(fault, { round, seconds: seconds(), failure, ...tallyOf(error) });
    }
  }
  const done = `${(record.fractionDone(fault) * 100).toFixed(1)} %`;
  console.log(`${new Date().toISOString().slice(11, 19)}  ${fault.name.padEnd(15)}  ${done}`);
}

function tallyOf(error: unknown): { tally?: Tally } {
  const tally = error instanceof FaultFound ? error.tally : undefined;
  return tally === undefined || isClean(tally) ? {} : { tally };
}

void main();
