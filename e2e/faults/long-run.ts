import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ALL_FAULTS } from './all-faults';
import type { Fault } from './fault';
import { LongRunRecord } from './long-run-record';
import { FaultFound, roundsOf, runFault, runSeed } from './run-fault';
import { isClean } from './tally';

const RECORD = resolve(__dirname, '../../.faults/long-run.json');
const SLICE_MS = 60_000;
const MINUTES_MAX = 100_000;
const USAGE = `Usage: npm run test:long -- [fault …] [--minutes 120] [--at-once 2]
       SEED=… npm run test:long -- <fault> --round 17     one round by itself
Faults: ${ALL_FAULTS.map(({ name }) => name).join(', ')}
What was done is kept in .faults/long-run.json, and the next run goes on there; delete it to begin anew.`;

/** Causes every fault at its long count, a slice of each in turn, and prints what came of it as a table. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      minutes: { type: 'string', default: String(MINUTES_MAX) },
      'at-once': { type: 'string', default: '2' },
      round: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const unknown = positionals.find((name) => ALL_FAULTS.every((fault) => fault.name !== name));
  if (values.help || unknown !== undefined) {
    console.log(unknown === undefined ? USAGE : `There is no fault ${unknown}.\n${USAGE}`);
    process.exitCode = unknown === undefined ? 0 : 2;
    return;
  }
  const missing = new Set((process.env.MISSING_TOOLS ?? '').split(','));
  const faults = ALL_FAULTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const possible = faults.filter(({ needs = [] }) => needs.every((tool) => !missing.has(tool)));
  if (values.round !== undefined) await runOneRound(possible, Number(values.round));
  else await runAll(possible, { minutes: Number(values.minutes), atOnce: Number(values['at-once']) });
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

  /** The one that has had the least time. */
  const next = () =>
    faults
      .filter((fault) => !running.has(fault) && record.fractionDone(fault) < 1)
      .sort((a, b) => record.line(a).seconds - record.line(b).seconds)[0];
  const lane = async () => {
    for (let fault = next(); fault !== undefined && !isOver(); fault = next()) {
      running.add(fault);
      await runSlice(fault, record, isOver);
      running.delete(fault);
    }
  };
  await Promise.all(Array.from({ length: limits.atOnce }, lane));
  console.log(`\n${record.table(faults)}`);
  if (faults.some((fault) => record.line(fault).failures.length > 0)) process.exitCode = 1;
}

/** About a minute of one fault; a round that does not hold is said, kept, and passed. */
async function runSlice(fault: Fault, record: LongRunRecord, isOver: () => boolean): Promise<void> {
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
    if (!(error instanceof FaultFound)) throw error;
    console.error(error.message);
    record.add(fault, { round: last + 1, seconds: seconds(), failure: error.message, ...tallyOf(error) });
  }
  const done = `${(record.fractionDone(fault) * 100).toFixed(1)} %`;
  console.log(`${new Date().toISOString().slice(11, 19)}  ${fault.name.padEnd(15)}  ${done}`);
}

const tallyOf = ({ tally }: FaultFound) => (tally === undefined || isClean(tally) ? {} : { tally });

void main();
