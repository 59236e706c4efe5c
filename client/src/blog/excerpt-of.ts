import { rangesOfTerms, type TextRange } from '@blog/contracts/fold-text';

const CHARACTERS_BEFORE = 60;
const CHARACTERS_MAX = 280;

/** A piece of a text, matched or not. */
export interface ExcerptPart {
  readonly text: string;
  readonly isFound: boolean;
}

/** Moves the cut so that it splits neither a surrogate pair nor a character from its combining marks. */
function cutAt(text: string, index: number): number {
  let at = Math.max(0, Math.min(index, text.length));
  while (at > 0 && at < text.length && /^(?:[\udc00-\udfff]|\p{M})/u.test(text.slice(at))) at -= 1;
  return at;
}

/** The part of a text around the first match of the terms, in pieces; "…" marks what is left out. */
export function excerptOf(text: string, terms: readonly string[]): readonly ExcerptPart[] {
  const ranges = rangesOfTerms(text, terms);
  const first = ranges[0]?.start ?? 0;
  const start = first > CHARACTERS_BEFORE ? cutAt(text, first - CHARACTERS_BEFORE) : 0;
  const end = cutAt(text, start + CHARACTERS_MAX);
  const parts: ExcerptPart[] = [];
  let at = start;
  const add = (to: number, isFound: boolean) => {
    if (to > at) parts.push({ text: text.slice(at, to), isFound });
    at = Math.max(at, to);
  };
  for (const range of within(ranges, { start, end })) {
    add(range.start, false);
    add(range.end, true);
  }
  add(end, false);
  if (start > 0) parts.unshift({ text: '…', isFound: false });
  if (end < text.length) parts.push({ text: '…', isFound: false });
  return parts;
}

const within = (ranges: readonly TextRange[], shown: TextRange) =>
  ranges
    .filter(({ start, end }) => end > shown.start && start < shown.end)
    .map(({ start, end }) => ({ start: Math.max(start, shown.start), end: Math.min(end, shown.end) }));
