const PATTERN_CHARACTERS_MAX = 500;

/*
 * A sequence of characters and classes, each with an optional count, of which only the last may vary; or alternatives of such
 * sequences. Anchored at the beginning of the text.
 */
const ATOM = String.raw`(?:[^\\^$.*+?()[\]{}|]|\.|\\[dDsSwW]|\\[\\^$.*+?()[\]{}|/-]|\\u[\dA-Fa-f]{4}|\\[pP]\{[\w=]+\}|\[(?:[^[\]\\]|\\.)+\])`;
const SEQUENCE = String.raw`(?:${ATOM}(?:\{\d+\})?)*(?:${ATOM}(?:[*+?]|\{\d+,\d*\}))?`;
const LINEAR = new RegExp(String.raw`^\^(?:${SEQUENCE}|\((?:\?:)?${SEQUENCE}(?:\|${SEQUENCE})*\))\$?$`);

/**
 * Requires a pattern (ECMA-262, with the flag `u`) that always matches in linear time: with one that backtracks, a single text could
 * block the event loop for minutes.
 * @throws Error  it is not linear
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
