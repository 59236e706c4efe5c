import fc from 'fast-check';
import { wordRule } from './word-rule';

const isIn = (word: string, text: string) => wordRule(word)(text);

describe('a blocked word', () => {
  it.each([
    ['orange', 'orange'],
    ['orange', 'Orange!'],
    ['orange', 'an ORANGE, please'],
    ['orange', 'blood-orange'],
    ['orange', '«orange»'],
    ['orange', '\u201corange\u201d'],
    ['orange', "orange's"],
    ['orange', 'line\norange\nline'],
    ['orange', '🍊orange🍊'],
    ['orange', '我吃orange了'],
    ['ORANGE', 'orange'],
    ['straße', 'STRASSE'],
    ['strasse', 'Straße'],
    ['strasse', 'STRA\u1e9eE'],
    ['σοφός', 'ΣΟΦΌΣ'],
    ['σοφός', 'ο σοφός.δηλαδή'],
    ['апельсин', 'Апельсин'],
    ['caf\u00e9', 'CAFE\u0301'],
    ['cafe\u0301', 'Caf\u00e9'],
    ['برتقال', 'أحب برتقال'],
    ['橙子', '我喜欢橙子汁'],
    ['オレンジ', '私はオレンジが好き'],
    ['スーパー', 'スーパーマン'],
    ['ส้ม', 'ฉันชอบส้มมาก'],
    ['c++', 'C++ it is'],
    ['two words', 'here are two words.'],
    ['#no-go&', 'a #no-go& here'],
  ])('%s is found in %s', (word, text) => {
    expect(isIn(word, text)).toBe(true);
  });

  it.each([
    ['orange', 'oranges'],
    ['orange', 'borange'],
    ['orange', 'orange2'],
    ['orange', 'orange_juice'],
    ['orange', 'orange\u0301'],
    ['orange', 'or ange'],
    ['orange', 'оrange'],
    ['caf\u00e9', 'cafe'],
    ['cafe', 'cafe\u0301'],
    ['برتقال', 'برتقالي'],
    ['橙子', '橙色的子'],
    ['c++', 'c'],
    ['a.c', 'abc'],
    ['[a-z]', 'b'],
  ])('%s is not found in %s', (word, text) => {
    expect(isIn(word, text)).toBe(false);
  });
});

const SPACED = [...'abcdefgzäöüéßçñøσςδжяאבجب'];
const word = fc.string({ unit: fc.constantFrom(...SPACED), minLength: 1, maxLength: 8 });
const edge = fc.constantFrom('', ' ', '.', '-', '«', '\n', '🍊', '!', '橙', "'");
const letter = fc.constantFrom(...SPACED, '0', '9', '_', '\u0301');

describe('every word, of any letters', () => {
  it('is found between characters that are no part of a word, whatever its case', () => {
    fc.assert(
      fc.property(word, edge, edge, fc.boolean(), (blocked, before, after, upper) => {
        const text = upper ? blocked.toUpperCase() : blocked.toLowerCase();
        expect(isIn(blocked, `${before}${text}${after}`)).toBe(true);
      }),
    );
  });

  it('is not found as a part of a longer word', () => {
    fc.assert(
      fc.property(word, letter, fc.boolean(), (blocked, more, atEnd) => {
        fc.pre(atEnd || more !== '\u0301');
        const text = atEnd ? blocked + more : more + blocked;
        expect(isIn(blocked, text)).toBe(false);
      }),
    );
  });

  it('is found in the decomposed form if it is in the composed one', () => {
    fc.assert(
      fc.property(word, (blocked) => {
        expect(isIn(blocked.normalize('NFD'), blocked.normalize('NFC'))).toBe(true);
        expect(isIn(blocked.normalize('NFC'), blocked.normalize('NFD'))).toBe(true);
      }),
    );
  });

  it('is taken literally, whatever characters it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), (blocked) => {
        expect(isIn(blocked, blocked)).toBe(true);
        expect(isIn(blocked, '')).toBe(false);
      }),
    );
  });
});
