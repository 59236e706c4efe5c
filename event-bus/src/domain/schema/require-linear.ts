const PATTERN_CHARACTERS_MAX = 500;

/*
 * A sequence of characters and classes, each perhaps so many times, of which only the last may vary in number; or
 * alternatives of such sequences. Tried from the beginning of a text only.
 */
const ATOM = String.raw`(?:[^\\^$.*+?()[\]{}|]|\.|\\[dDsSwW]|\\[\\^$.*+?()[\]{}|/-]|\\u[\dA-Fa-f]{4}|\\[pP]\{[\w=]+\}|\[(?:[^[\]\\]|\\.)+\])`;
const SEQUENCE = String.raw`(?:${ATOM}(?:\{\d+\})?)*(?:${ATOM}(?:[*+?]|\{\d+,\d*\}))?`;
const LINEAR = new RegExp(String.raw`^\^(?:${SEQUENCE}|\((?:\?:)?${SEQUENCE}(?:\|${SEQUENCE})*\))\$?$`);

/**
 * Requires a pattern (ECMA-262, with the flag `u`) of the kind that takes time in proportion to the text, whatever the
 * text: a regular expression that goes back and tries again would let one text block the event loop for minutes.
 * @throws Error  it is not of that kind
 */
export function requireLinear(pattern: string): void {
  if (pattern.length > PATTERN_CHARACTERS_MAX) {
    throw new Error(`expected a pattern of at most ${PATTERN_CHARACTERS_MAX} characters`);
  }
  if (!LINEAR.test(pattern)) {
    throw new Error(
      'expected a pattern that begins with ^ and is a sequence, or (a|b) of sequences, of characters and classes, ' +
        'of which only the last varies in number, such as ^[a-z]{2}-\\d+$',
    );
  }
}
