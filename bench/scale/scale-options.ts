import { parseArgs } from 'node:util';
import type { ContestantName } from '../contestants';
import { UsageError } from '../options';

const POINTS = [1, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const USAGE = `Usage: npm run bench:scale -- [--events 10000000] [--log disk|jetstream] [--against nats|none]
                              [--rounds 5] [--seconds 1] [--seed …] [--json FILE]`;

const OPTIONS = {
  events: { type: 'string', default: '10000000' },
  log: { type: 'string', default: 'disk' },
  against: { type: 'string', default: 'nats' },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '1' },
  seed: { type: 'string', default: 'bench' },
  json: { type: 'string' },
} as const;

/** @throws UsageError  an unknown option, or an invalid value */
export function readScaleOptions(args: readonly string[]) {
  const { events, log, against, rounds, seconds, seed, json } = parse(args);
  const eventsMax = whole('events', events);
  if (against !== 'nats' && against !== 'none')
    throw new UsageError(`Expected --against nats or none, got ${against}.`, USAGE);
  if (log !== 'disk' && log !== 'jetstream')
    throw new UsageError(`Expected --log disk or jetstream, got ${log}.`, USAGE);
  const points = [...POINTS.filter((point) => point < eventsMax), eventsMax];
  const roundMs = Number(seconds) * 1000;
  if (!(roundMs > 0)) throw new UsageError(`Expected a positive number as --seconds, got ${seconds}.`, USAGE);
  const names = namesOf({ log, against });
  return { log, names, points, rounds: whole('rounds', rounds), roundMs, seed, json };
}

/** The bus on JetStream is measured alone. */
function namesOf({ log, against }: { log: string; against: string }): readonly ContestantName[] {
  if (log === 'jetstream') return ['bus-r1'];
  return against === 'nats' ? ['bus', 'jetstream-always-s2'] : ['bus'];
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, USAGE);
  }
}

function whole(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new UsageError(`Expected 1, 2, 3 … as --${option}, got '${text}'.`, USAGE);
}
