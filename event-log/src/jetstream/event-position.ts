const OPENING = Buffer.from('{"position":');
const ZERO = 0x30;
const NINE = 0x39;

/** The position at the start of a stored event's JSON; undefined if it does not start with one. */
export function positionIn(bytes: Buffer): number | undefined {
  if (OPENING.compare(bytes, 0, OPENING.length) !== 0) return undefined;
  let position = 0;
  for (let at = OPENING.length; ; at += 1) {
    const digit = bytes[at] as number;
    if (!(digit >= ZERO && digit <= NINE)) return position;
    position = position * 10 + digit - ZERO;
  }
}
