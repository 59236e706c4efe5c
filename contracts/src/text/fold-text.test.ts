import fc from 'fast-check';
import { propertyRuns } from '../../../service-kit/test/property-runs';
import { foldText, matchesTerms, rangesOfTerms, searchTerms } from './fold-text';

const anyText = fc.string({ unit: 'grapheme', maxLength: 30 });
const marked = (text: string, query: string) =>
  rangesOfTerms(text, searchTerms(query)).map(({ start, end }) => text.slice(start, end));

it.each([
  ['ÉCOLE', 'ecole'],
  ['e\u0301cole', 'école'],
  ['Straße', 'STRASSE'],
  ['ὈΔΥΣΣΕΎΣ', 'οδυσσευς'],
  ['ﬁsh ①', 'fish 1'],
  ['soft\u00adware', 'software'],
  ['İstanbul', 'istanbul'],
  ['two\n\t lines', 'two lines'],
  ['ｶﾞｷﾞ', 'ガギ'],
  ['한국', '한국'],
])('%s is found as %s', (text, query) => {
  expect(foldText(text)).toBe(foldText(query));
});

it('keeps apart what only looks alike, and marks that are letters', () => {
  expect(foldText('a')).not.toBe(foldText('а'));
  expect(foldText('कि')).not.toBe(foldText('क'));
});

it('finds a text that holds every word, in whatever order, as parts of words too', () => {
  expect(matchesTerms('An orange, and apples', searchTerms('APPLE range'))).toBe(true);
  expect(matchesTerms('An orange', searchTerms('apple orange'))).toBe(false);
  expect(matchesTerms('anything', searchTerms(' \u00ad '))).toBe(false);
});

it.each([
  ['ｶﾞｷﾞ', 'ｶﾞｷ'],
  ['ガギ', 'ガキ'],
  ['한국어', '하'],
  ['각', '가'],
])('%s is found by its part %s', (text, query) => {
  expect(matchesTerms(text, searchTerms(query))).toBe(true);
});

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** What composes with a neighbour in NFKC, or becomes several characters; of marks only those that no other would be ordered before. */
const joining = fc.constantFrom(...'ｶｷﾊﾞﾟかがハパ각가각ﾡￂ한कक़ि́เกำΣςσßẞﬁİıǅÅ゛¨ﷺ①');

it.each<[string, fc.Arbitrary<string>, (text: string) => readonly number[]]>([
  [
    'grapheme clusters',
    fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), joining),
    (text) => Array.from(graphemes.segment(text), ({ index }) => index),
  ],
  [
    'characters with their marks',
    joining,
    (text) => Array.from(text.matchAll(/[^\p{M}ﾞﾟ][\p{M}ﾞﾟ]*|^[\p{M}ﾞﾟ]+/gu), ({ index }) => index),
  ],
])('finds every text by each of its parts, cut between %s', (_between, unit, startsOf) => {
  const texts = fc.array(unit, { minLength: 1, maxLength: 12 }).map((units) => units.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const borders = [...startsOf(text), text.length];
      const parts = borders.flatMap((start, index) =>
        borders.slice(index + 1).map((end) => text.slice(start, end)),
      );
      const notFound = parts.filter((part) => {
        const terms = searchTerms(part);
        return terms.length > 0 && !matchesTerms(text, terms);
      });
      expect(notFound).toEqual([]);
    }),
    { numRuns: propertyRuns(300), examples: [['パﾞ़']] },
  );
});

it('says what was found in the text as it was written', () => {
  expect(marked('Cafe\u0301 and CAFÉ', 'café')).toEqual(['Cafe\u0301', 'CAFÉ']);
  expect(marked('ﬁsh', 'is')).toEqual(['ﬁs']);
  expect(marked('ｶﾞｷﾞの', 'ｶﾞｷ')).toEqual(['ｶﾞｷﾞ']);
  expect(marked('ガギの', 'ｶﾞｷ')).toEqual(['ガギ']);
  expect(marked('banana', 'ana nan')).toEqual(['anan']);
  expect(marked('nothing', 'else')).toEqual([]);
});

it('folds every character to one that stays as it is', () => {
  const changing: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const folded = foldText(String.fromCodePoint(code));
    if (foldText(folded) !== folded) changing.push(code.toString(16));
  }
  expect(changing).toEqual([]);
});

it('folds what is folded to itself', () => {
  fc.assert(fc.property(anyText, (text) => foldText(foldText(text)) === foldText(text)));
});

it('finds every text by itself, and marks ranges that are in order and within it', () => {
  fc.assert(
    fc.property(anyText, anyText, (before, text) => {
      const terms = searchTerms(text);
      const whole = `${before} ${text}`;
      expect(matchesTerms(whole, terms)).toBe(terms.length > 0);
      let last = 0;
      for (const { start, end } of rangesOfTerms(whole, terms)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(whole.length);
    }),
  );
});

it('takes no longer for a run of marks than for as many letters', () => {
  expect(foldText(`a${'\u0300'.repeat(100_000)}`)).toBe('a');
  expect(foldText(`a${'\u0483'.repeat(100_000)}`)).toHaveLength(31);
  expect(foldText(`ｶ${'ﾞ'.repeat(100_000)}`)).toHaveLength(31);
});
