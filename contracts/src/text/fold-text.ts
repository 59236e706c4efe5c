/* Apart from the schemas, so that a page can mark what was found without loading a schema library. */

/** The accents of Latin, Greek and Cyrillic letters; marks that are letters of their own, as in Indic scripts, are others. */
const ACCENT = /[\u0300-\u036f]/gu;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
const WHITE_SPACE = /\s+/gu;
/** A character with the marks that stand on it; the halfwidth sound marks of kana are letters until they are decomposed, and then marks. */
const CLUSTER = /[^\p{M}ﾞﾟ][\p{M}ﾞﾟ]*|[\p{M}ﾞﾟ]+/gu;
/** More than any writing has (UAX #15, Stream-Safe Text Format); to normalise a run takes time that grows with its square. */
const TOO_MANY_MARKS = /[\p{M}ﾞﾟ]{31,}/gu;
const MARKS_MAX = 30;

/**
 * A text in the form in which search compares: without case, accents and invisible characters, in compatibility form, and with
 * single spaces. `fold(fold(text))` is `fold(text)`. It stays decomposed (NFKD): composition would join characters with their neighbours, and a part of a
 * text would fold to what is no part of the folded text.
 */
export function foldText(text: string): string {
  const bounded = text.replace(TOO_MANY_MARKS, (marks) => [...marks].slice(0, MARKS_MAX).join(''));
  const plain = bounded.normalize('NFKD').replace(ACCENT, '').replace(IGNORABLE, '');
  // By way of the upper case, since "ß" is "SS" there and the two small sigmas are one; of "ẞ" only the small letter is.
  const caseless = plain.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return caseless.normalize('NFKD').replace(ACCENT, '').replace(WHITE_SPACE, ' ');
}

/** The words that a text has to hold all of, folded, in whatever order and as parts of words too. */
export function searchTerms(query: string): readonly string[] {
  return [...new Set(foldText(query).split(' '))].filter((term) => term !== '');
}

/** Whether a text holds every term; no terms are in no text. */
export function matchesTerms(text: string, terms: readonly string[]): boolean {
  const folded = foldText(text);
  return terms.length > 0 && terms.every((term) => folded.includes(term));
}

/** A part of a text: from `start`, before `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where a text holds any of the terms: in order, apart from one another, and never within a character with its marks. */
export function rangesOfTerms(text: string, terms: readonly string[]): readonly TextRange[] {
  let folded = '';
  /** Of each folded code unit, the cluster that it comes from. */
  const origins: TextRange[] = [];
  for (const { 0: cluster, index: start } of text.matchAll(CLUSTER)) {
    const part = foldText(cluster);
    folded += part;
    for (let unit = 0; unit < part.length; unit += 1) origins.push({ start, end: start + cluster.length });
  }
  const found: TextRange[] = [];
  for (const term of terms) {
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
      const first = origins[at];
      const last = origins[at + term.length - 1];
      if (first && last) found.push({ start: first.start, end: last.end });
    }
  }
  return joined(found.sort((a, b) => a.start - b.start));
}

function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const apart: TextRange[] = [];
  for (const range of ranges) {
    const last = apart.at(-1);
    if (last === undefined || range.start > last.end) apart.push(range);
    else apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return apart;
}
