const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/** What a byte between texts means. */
const OTHER = 0;
const TEXT = 1;
const OPENS = 2;
const CLOSES = 3;
const COLON = 4;
const SPACE = 5;
const BETWEEN_TEXTS = table({ '"': TEXT, '{': OPENS, '[': OPENS, '}': CLOSES, ']': CLOSES, ':': COLON });
BETWEEN_TEXTS.fill(SPACE, 0, 0x21);

/** Within a text, all but printable ASCII wants a closer look. */
const WITHIN_TEXT = table({ '"': 1, '\\': 1 });
WITHIN_TEXT.fill(1, 0, 0x20).fill(1, 0x7f);

/**
 * The text of a JSON object as somebody sent it: compact, in UTF-8, without escapes. It may be kept as it is if `JSON.parse`
 * takes it, and finds as many members as are counted here: otherwise a name is there twice.
 */
export interface JsonText {
  readonly bytes: Buffer;
  /** Of the object and of all within it. */
  readonly members: number;
  /** Whether there is nothing but printable ASCII. */
  readonly isAscii: boolean;
}

/** A JSON object within some bytes; `text` is undefined if it has spaces between its tokens, or escapes. */
interface FoundObject {
  readonly end: number;
  readonly text: JsonText | undefined;
}

/** The text of a body that is one object, if it is such a text. */
export function objectText(body: Buffer): JsonText | undefined {
  const found = findObject(body, 0);
  return found?.end === body.length ? found.text : undefined;
}

/**
 * Where the objects of an array lie, without a full parse: each piece is JSON if and only if the whole is. Undefined if there
 * are more than `max`, or anything else stands between them than a comma: only a parse can tell what that is.
 */
export function objectsOfArray(
  body: Buffer,
  max: number,
): { bytes: Buffer; text: JsonText | undefined }[] | undefined {
  const objects: { bytes: Buffer; text: JsonText | undefined }[] = [];
  let at = 0;
  for (let before = OPEN_BRACKET; body[at] === before; before = COMMA) {
    const start = at + 1;
    const found = objects.length < max ? findObject(body, start) : undefined;
    if (found === undefined) return undefined;
    at = found.end;
    objects.push({ bytes: found.text?.bytes ?? body.subarray(start, at), text: found.text });
  }
  return body[at] === CLOSE_BRACKET && at === body.length - 1 ? objects : undefined;
}

/** Finds the end of the object that begins at `start`, if there is one; whether it is JSON is for a parse to say. */
function findObject(body: Buffer, start: number): FoundObject | undefined {
  if (body[start] !== OPEN_BRACE) return undefined;
  let members = 0;
  let isCompact = true;
  let isAscii = true;
  for (let at = start, depth = 0; at < body.length; at += 1) {
    const meaning = BETWEEN_TEXTS[body[at] as number];
    if (meaning === OTHER) continue;
    if (meaning === TEXT) {
      for (at += 1; body[at] !== QUOTE; at += 1) {
        if (at >= body.length) return undefined;
        if (WITHIN_TEXT[body[at] as number] === 0) continue;
        if (body[at] === BACKSLASH) {
          isCompact = false;
          at += 1;
        } else isAscii = false;
      }
    } else if (meaning === COLON) members += 1;
    else if (meaning === SPACE) isCompact = false;
    else if (meaning === OPENS) depth += 1;
    else {
      depth -= 1;
      if (depth > 0) continue;
      const end = at + 1;
      const text = isCompact ? { bytes: body.subarray(start, end), members, isAscii } : undefined;
      return { end, text };
    }
  }
  return undefined;
}

function table(meanings: Readonly<Record<string, number>>): Uint8Array {
  const bytes = new Uint8Array(256);
  for (const [character, meaning] of Object.entries(meanings)) bytes[character.charCodeAt(0)] = meaning;
  return bytes;
}
