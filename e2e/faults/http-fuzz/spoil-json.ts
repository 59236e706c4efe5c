import type { SeededRandom } from '../seeded-random';
import type { Schema } from './contract';
import { deepJson, hostileJson, prototypeKey } from './hostile-values';
import { validValue } from './valid-value';

/** The members of an object as text, so that a key may occur twice and a value may be invalid JSON. */
type Members = readonly (readonly [key: string, json: string])[];
type Spoiler = (members: Members, random: SeededRandom) => Members;

/**
 * JSON of a value of the schema with an error: a field of another type, missing, unknown or duplicated, with an often
 * mishandled value, or nested far too deep. It may still be valid by chance.
 */
export function spoilJson(schema: Schema, random: SeededRandom): string {
  if (schema.type === 'array') {
    const item = spoilJson(schema.items ?? {}, random);
    return random.pick([`[${item}]`, `[${item},${item}]`, item, '[]', '[[]]', `[${hostileJson(random)}]`]);
  }
  if (schema.type !== 'object' || random.chance(0.1)) return hostileJson(random);
  if (random.chance(0.02)) return deepJson(random, 40_000);
  const value = validValue(schema, random) as Record<string, unknown>;
  const valid = Object.entries(value).map(([key, member]) => [key, JSON.stringify(member)] as const);
  const spoiled = random.pick(SPOILERS)(valid, random);
  return `{${spoiled.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}

const wrongValue: Spoiler = (members, random) => {
  const at = random.integer(0, members.length - 1);
  return members.map(([key, json], index) => [key, index === at ? hostileJson(random) : json] as const);
};

const missing: Spoiler = (members, random) => {
  const at = random.integer(0, members.length - 1);
  return members.filter((_member, index) => index !== at);
};

const unknown: Spoiler = (members, random) => {
  const name = random.pick([prototypeKey(random), '', 'unknown', '\u0000', 'ü', 'x'.repeat(300)]);
  return [...members, [name, hostileJson(random)]];
};

const twice: Spoiler = (members, random) => {
  if (members.length === 0) return [];
  return [...members, [random.pick(members)[0], hostileJson(random)]];
};

const manyUnknown: Spoiler = (members, random) => {
  const count = random.integer(100, 900);
  return [...members, ...Array.from({ length: count }, (_none, index) => [`x${index}`, '0'] as const)];
};

const allWrong: Spoiler = (members, random) => members.map(([key]) => [key, hostileJson(random)] as const);

const SPOILERS: readonly Spoiler[] = [
  wrongValue,
  wrongValue,
  wrongValue,
  missing,
  missing,
  unknown,
  unknown,
  twice,
  allWrong,
  manyUnknown,
];
