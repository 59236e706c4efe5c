import type { SeededRandom } from '../seeded-random';

/** Bytes that are no UTF-8: a lone continuation, overlong forms, half a surrogate pair, beyond U+10FFFF, cut short. */
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
/** Around the limits of the services' bodies, and beyond the largest. */
const SIZES = [16 * 1024, 64 * 1024, 256 * 1024, 4 * 1024 * 1024, 8 * 1024 * 1024];
/** How often a body is that large: enough to meet every limit in a long run, without spending all its time on them. */
const HUGE_CHANCE = 0.02;

/** A body that is broken as bytes, whatever it said. None of them makes another URL out of one that it holds. */
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

/** At a limit, one beyond it, or near it; of one long text, of very many small values, or of nothing but space. */
function huge(random: SeededRandom): Buffer {
  // Each size is four times as rare as the one before it.
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
