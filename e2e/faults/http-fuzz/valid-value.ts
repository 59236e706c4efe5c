import type { SeededRandom } from '../seeded-random';
import type { Schema } from './contract';

/**
 * Candidates for a schema with a pattern. None is the name of one of the blog's subscriptions or followers, which must keep
 * running.
 */
const CANDIDATES = [
  '1',
  '0',
  '2',
  '77',
  '999999999999999',
  'f',
  'fuzz-1',
  'fuzz_2',
  'fuzz:3',
  'log-1',
  '__proto__',
  '-',
  'text/plain',
  'ZnV6eg==',
];
const TEXTS = ['fuzz', 'fuzz.happened', 'Ünïcode ✓', 'two words', '/fuzz/source'];
/** Local URLs where nothing listens. */
const URLS = [
  'http://127.0.0.1:1/events',
  'http://localhost:1',
  'https://127.0.0.1:1/',
  'http://[::1]:1/?a=b',
];

/** A text that the schema accepts, as it appears in a URL or between quotes. */
export function validText(schema: Schema, random: SeededRandom): string {
  const { pattern, format } = schema;
  if (schema.enum) return String(random.pick(schema.enum));
  if (isNumber(schema)) return String(validNumber(schema, random));
  if (format === 'uri') return random.pick(URLS);
  if (format === 'date-time') return '2026-01-31T12:00:00Z';
  if (pattern === undefined) return random.pick(TEXTS);
  return random.pick(CANDIDATES.filter((candidate) => new RegExp(pattern, 'u').test(candidate)));
}

/** A value that the schema accepts. */
export function validValue(schema: Schema, random: SeededRandom): unknown {
  const { type, properties, required = [] } = schema;
  if (schema.enum) return random.pick(schema.enum);
  if (type === undefined) return random.pick<unknown>([null, 1, 'data', { fuzz: true }, [1, 2]]);
  if (isNumber(schema)) return validNumber(schema, random);
  if (type === 'array') return [validValue(schema.items ?? {}, random)];
  if (type === 'boolean') return random.chance(0.5);
  if (type !== 'object') return validText(schema, random);
  const chosen = Object.entries(properties ?? {}).filter(
    ([name]) => required.includes(name) || random.chance(0.3),
  );
  return Object.fromEntries(chosen.map(([name, property]) => [name, validValue(property, random)]));
}

const isNumber = ({ type }: Schema) => [type].flat().some((one) => one === 'integer' || one === 'number');

function validNumber({ minimum = 0, maximum = 1_000 }: Schema, random: SeededRandom): number {
  return random.pick([minimum, maximum, random.integer(minimum, maximum)]);
}
