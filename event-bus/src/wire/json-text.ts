const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const TILDE = 0x7e;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * The text of a JSON object as it was sent: compact, in UTF-8, without escapes. It may be stored unchanged if `JSON.parse`
 * accepts it and finds as many members as are counted here: otherwise a name occurs twice.
 */
export interface JsonText {
  readonly bytes: Buffer;
  /** Members of the object and of all objects within it. */
  readonly members: number;
  /** Whether its own names and texts have only printable ASCII. */
  readonly isAscii: boolean;
  /** Whether all names and texts within it have only printable ASCII. */
  readonly isAsciiThroughout: boolean;
}

/** A JSON object within some bytes; without `text` if it has spaces between tokens, or escapes. */
interface FoundObject {
  readonly bytes: Buffer;
  readonly text: JsonText | undefined;
}

/** The text of a body that is a single object, if it may be stored unchanged. */
export function objectText(body: Buffer): JsonText | undefined {
  const found = findObject(body, 0);
  return found?.bytes.length === body.length ? found.text : undefined;
}

/**
 * The objects of an array, at least one, without a full parse: each is JSON if and only if the whole is. Undefined if there
 * are more than `max`, or if they are separated by anything but a comma, which only a parse can judge.
 */
export function objectsOfArray(body: Buffer, max: number): FoundObject[] | undefined {
  const objects: FoundObject[] = [];
  let at = 0;
  for (let before = OPEN_BRACKET; body[at] === before; before = COMMA) {
    const found = objects.length < max ? findObject(body, at + 1) : undefined;
    if (found === undefined) return undefined;
    at += 1 + found.bytes.length;
    objects.push(found);
  }
  const isWhole = objects.length > 0 && body[at] === CLOSE_BRACKET && at === body.length - 1;
  return isWhole ? objects : undefined;
}

/** Finds the end of the object that begins at `start`, if there is one; only a parse tells whether it is JSON. */
function findObject(body: Buffer, start: number): FoundObject | undefined {
  if (body[start] !== OPEN_BRACE) return undefined;
  const { length } = body;
  let members = 0;
  let isCompact = true;
  let isAscii = true;
  let isAsciiThroughout = true;
  for (let at = start, depth = 0; at < length; at += 1) {
    const byte = body[at] as number;
    if (byte === QUOTE) {
      for (at += 1; body[at] !== QUOTE; at += 1) {
        const character = body[at] as number;
        if (character === BACKSLASH) {
          isCompact = false;
          at += 1;
        } else if (character > TILDE || character < SPACE) {
          isAsciiThroughout = false;
          if (depth === 1) isAscii = false;
        }
        if (at >= length) return undefined;
      }
    } else if (byte === COLON) members += 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth > 0) continue;
      const bytes = body.subarray(start, at + 1);
      return { bytes, text: isCompact ? { bytes, members, isAscii, isAsciiThroughout } : undefined };
    } else if (byte <= SPACE) isCompact = false;
  }
  return undefined;
}
