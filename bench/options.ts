import { parseArgs } from 'node:util';
import { EVENT_SIZES, type EventSize } from './blog-history';
import { FAMILIES } from './contestants';

const USAGE = `Usage: npm run bench -- [--quick] [--only publish-1,filtered|cluster] [--against nats] [--size blog|1k]
                        [--rounds 5] [--seconds 2.5] [--seed …] [--json FILE]`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  against: { type: 'string', default: FAMILIES.join() },
  size: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string' },
  seed: { type: 'string', default: 'bench' },
  json: { type: 'string' },
} as const;

const SECONDS = { quick: 0.4, full: 2.5 };

export interface BenchOptions {
  readonly quick: boolean;
  /** Names of measurements; all if empty. */
  readonly only: readonly string[];
  readonly against: readonly string[];
  readonly sizes: readonly EventSize[];
  readonly rounds: number;
  readonly roundMs: number;
  readonly seed: string;
  readonly json: string | undefined;
}

/** An invalid command line; the message says what was expected. */
export class UsageError extends Error {
  constructor(message: string, usage = USAGE) {
    super(`${message}\n${usage}`);
  }
}

/** @throws UsageError  an unknown option, or an invalid value */
export function readOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const values = parse(args);
  const seconds = values.seconds ?? String(values.quick ? SECONDS.quick : SECONDS.full);
  return {
    quick: values.quick,
    only: oneOf('only', values.only.replace(/\bcluster(?=,|$)/, clusterNames(names)), names),
    against: oneOf('against', values.against, FAMILIES),
    sizes: oneOf('size', values.size ?? (values.quick ? 'blog' : EVENT_SIZES.join()), EVENT_SIZES),
    rounds: Math.ceil(positive('rounds', values.rounds)),
    roundMs: positive('seconds', seconds) * 1000,
    seed: values.seed,
    json: values.json,
  };
}

/** The measurements that `cluster` expands to. */
const clusterNames = (names: readonly string[]) => names.filter((name) => name.startsWith('cluster-')).join();

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function oneOf<Name extends string>(option: string, list: string, known: readonly Name[]): Name[] {
  const asked = list.split(',').filter(Boolean);
  const unknown = asked.find((name) => !known.includes(name as Name));
  if (unknown === undefined) return asked as Name[];
  throw new UsageError(`Expected --${option} of ${known.join(', ')}, got ${unknown}.`);
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new UsageError(`Expected a positive number as --${option}, got '${text}'.`);
}
