import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Fault } from './fault';
import { roundsOf } from './run-fault';
import type { Tally } from './tally';

/** The results of one fault: rounds run, rounds that failed, and the time they took. */
interface Line {
  rounds: number;
  failures: string[];
  seconds: number;
  lost: number;
  duplicated: number;
  reordered: number;
}

interface Record {
  readonly seed: string;
  readonly begun: string;
  readonly faults: { [name: string]: Line };
}

/** The record of a long run, in a file, so that it can be interrupted and resumed. */
export class LongRunRecord {
  readonly #path: string;
  readonly #record: Record;

  constructor(path: string, seed: string) {
    this.#path = path;
    this.#record = read(path) ?? { seed, begun: new Date().toISOString(), faults: {} };
  }

  get seed(): string {
    return this.#record.seed;
  }

  line({ name }: Fault): Line {
    const line = this.#record.faults[name] ?? {
      rounds: 0,
      failures: [],
      seconds: 0,
      lost: 0,
      duplicated: 0,
      reordered: 0,
    };
    this.#record.faults[name] = line;
    return line;
  }

  /** From 0 to 1. */
  fractionDone(fault: Fault): number {
    return this.line(fault).rounds / roundsOf(fault, fault.counts.long);
  }

  add(fault: Fault, slice: { round: number; seconds: number; tally?: Tally; failure?: string }): void {
    const line = this.line(fault);
    line.rounds = slice.round;
    line.seconds += slice.seconds;
    line.lost += slice.tally?.lost ?? 0;
    line.duplicated += slice.tally?.duplicated ?? 0;
    line.reordered += slice.tally?.reordered ?? 0;
    if (slice.failure !== undefined) line.failures.push(slice.failure);
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify(this.#record, undefined, 2));
  }

  /** A Markdown table like the one in `docs/reliability.md`. */
  table(faults: readonly Fault[]): string {
    const rows = faults.map((fault) => {
      const { rounds, failures, seconds, lost, duplicated, reordered } = this.line(fault);
      const count = Math.min(rounds * (fault.perRound ?? 1), fault.counts.long);
      const times = `${count.toLocaleString('en')} of ${fault.counts.long.toLocaleString('en')}`;
      const minutes = (seconds / 60).toFixed(1);
      return `| ${fault.what} | ${times} | ${lost} | ${duplicated} | ${reordered} | ${failures.length} | ${minutes} |`;
    });
    const head = ['| fault | times | L | D | R | failures | minutes |', '|---|---|---|---|---|---|---|'];
    return [`Seed ${this.seed}, begun ${this.#record.begun}.`, '', ...head, ...rows].join('\n');
  }
}

function read(path: string): Record | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
