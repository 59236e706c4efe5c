import type { SeededRandom } from '../seeded-random';

/** Invalid UTF-8: a lone continuation byte, overlong forms, half a surrogate pair, beyond U+10FFFF, truncated. */
const BAD_UTF8 = [
  '80',
  'ff',
  'c080',
  'c0af',
  'e080af',
  'f08080af',
  'eda080',
  'eda080edb080',
  'f4908080',
  'e282',
  'f09f98',
];
/** Limits of the services' bodies, and one beyond the largest. */
const SIZES = [16 * 1024, 64 * 1024, 256 * 1024, 4 * 1024 * 1024, 8 * 1024 * 1024];
/** Probability of such a body: enough to reach every limit in a long run without spending most of its time on it. */
const HUGE_CHANCE = 0.02;

/** Corrupts a body as bytes, regardless of its content. Never turns a URL in it into another one. */
export function spoilBytes(body: Buffer, random: SeededRandom): Buffer {
  if (random.chance(HUGE_CHANCE)) return huge(random);
  const at = random.integer(0, body.length);
  const insert = (bytes: Buffer) => Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
  switch (random.integer(0, 7)) {
    case 0:
    case 1:
      return insert(Buffer.from(random.pick(BAD_UTF8), 'hex'));
    case 2:
      return body.subarray(0, at);
    case 3:
      return insert(Buffer.from([random.integer(0, 31)]));
    case 4:
      return Buffer.concat([body, Buffer.from(random.pick(['x', ',', '}', '\0', '{}', ' \n']))]);
    case 5:
      return Buffer.concat([Buffer.from(random.pick(['efbbbf', 'fffe', 'feff', '00']), 'hex'), body]);
    case 6:
      return Buffer.alloc(0);
    default:
      return Buffer.from(Array.from({ length: random.integer(1, 40) }, () => random.integer(0, 255)));
  }
}

/** A body at, just beyond or near a limit: one long text, very many small values, or only whitespace. */
function huge(random: SeededRandom): Buffer {
  // Each size is four times as rare as the previous one.
  const size = SIZES.find(() => random.chance(0.75)) ?? (SIZES.at(-1) as number);
  const length = size + random.pick([-1, 0, 1, 100]);
  switch (random.integer(0, 3)) {
    case 0:
      return Buffer.from(`{"title":"${'x'.repeat(length - 12)}"}`);
    case 1:
      return Buffer.from(`[${'0,'.repeat(length / 2 - 2)}0]`);
    case 2:
      return Buffer.from(`{"types":[${'"",'.repeat(length / 3 - 5)}""]}`);
    default:
      return Buffer.alloc(length, ' ');
  }
}
