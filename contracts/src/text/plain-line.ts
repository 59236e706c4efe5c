import { BLANK, ZERO_WIDTH } from './invisible';

/** So many combining marks stay on a character: stacks of them would paint over the lines above and below. */
const MARKS_MAX = 4;
/** A grapheme that takes more UTF-16 units than this on average is no writing. */
const UNITS_PER_GRAPHEME_MAX = 16;

/* Marks, embeddings, overrides and isolates: they would also turn around what stands beside the text. */
const DIRECTION_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const SPACES_AND_CONTROLS = /[\s\p{Cc}]+/gu;
const MANY_MARKS = new RegExp(`(\\p{M}{${MARKS_MAX}})\\p{M}+`, 'gu');
const VISIBLE = new RegExp(`[^\\s\\p{Default_Ignorable_Code_Point}${ZERO_WIDTH}${BLANK}]`, 'u');
const ASCII = /^[\x20-\x7e]*$/;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * A text in one line of at most so many graphemes, the last of them `…` if it was cut: white space and control characters become
 * one space, controls of direction go, stacks of combining marks are cut, half a surrogate pair becomes U+FFFD. Empty if nothing of it can be
 * seen. The work is bounded, whatever the text.
 */
export function plainLine(text: string, charactersMax: number): string {
  const unitsMax = charactersMax * UNITS_PER_GRAPHEME_MAX;
  const line = text
    .slice(0, unitsMax)
    .replace(DIRECTION_CONTROLS, '')
    .replace(SPACES_AND_CONTROLS, ' ')
    .replace(MANY_MARKS, '$1')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();
  if (!VISIBLE.test(line)) return '';
  const end = endOf(line, charactersMax);
  if (end === line.length && text.length <= unitsMax) return line;
  return `${line.slice(0, endOf(line, charactersMax - 1)).trimEnd()}…`;
}

/** Where the first `count` graphemes end. */
function endOf(line: string, count: number): number {
  if (line.length <= count) return line.length;
  if (ASCII.test(line)) return count;
  let left = count;
  for (const { index } of graphemes.segment(line)) {
    if (left === 0) return index;
    left -= 1;
  }
  return line.length;
}
