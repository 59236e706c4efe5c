import type { SeededRandom } from '../seeded-random';

const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

/** Numbers that are valid JSON but often mishandled, and texts that only look like numbers. */
const NUMBERS = [
  '-1',
  '-0',
  '0.5',
  '1e3',
  '1e999',
  '-1e999',
  '1e-400',
  '2147483648',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '123456789012345678901234567890',
  'NaN',
  'Infinity',
  '0x10',
  '01',
  '.5',
  '+1',
];

/** As JSON text: lone surrogates, NUL, other control characters, direction marks, combining marks, a long one. */
const TEXTS = [
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\ud83d\\ude00"',
  '"\\u0085\\u2028\\u2029"',
  '"\\u202e"',
  '"\\ufeff"',
  '"\\uffff"',
  '"\\u001b[31m"',
  '"\\r\\nX: y"',
  '"<script>"',
  '"\\"; --"',
  '"../../etc/passwd"',
  '"%00%ff"',
  `"${'\\u0301'.repeat(300)}"`,
  `"${'\\ud83d\\ude00'.repeat(201)}"`,
  '"\\x"',
  '"\\u12"',
  '"raw \u0001 control"',
  '"\t"',
];

const OTHERS = [
  'null',
  'true',
  'false',
  '[]',
  '{}',
  '[null]',
  '[[],{}]',
  '{"":0}',
  'undefined',
  "'single'",
  '',
];

export function prototypeKey(random: SeededRandom): string {
  return random.pick(PROTOTYPE_KEYS);
}

/** Arrays or objects nested thousands of levels deep, possibly unclosed. */
export function deepJson(random: SeededRandom, levelsMax: number): string {
  const levels = random.integer(60, levelsMax);
  const isOpen = random.chance(0.2);
  if (random.chance(0.5)) return '['.repeat(levels) + (isOpen ? '' : ']'.repeat(levels));
  return `${'{"a":'.repeat(levels)}0${isOpen ? '' : '}'.repeat(levels)}`;
}

/** Any JSON text, or nearly JSON, that a program might fail on. Most are short. */
export function hostileJson(random: SeededRandom): string {
  const kind = random.fraction();
  if (kind < 0.35) return random.pick(NUMBERS);
  if (kind < 0.7) return random.pick(TEXTS);
  if (kind < 0.85) return random.pick(OTHERS);
  if (kind < 0.92) return `{"${prototypeKey(random)}":{"polluted":true}}`;
  if (kind < 0.96) return deepJson(random, 2_000);
  return `"${'x'.repeat(random.integer(190, 6_000))}"`;
}

/** A number as text for a query or a header, possibly invalid. */
export function hostileNumber(random: SeededRandom): string {
  return random.pick([...NUMBERS, '', ' ', '-', '9'.repeat(400), '1,2', '1%00', 'true', '%D9%A1', '1_000']);
}
