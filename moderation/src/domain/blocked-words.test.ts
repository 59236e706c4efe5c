import fc from 'fast-check';
import { BlockedWords } from './blocked-words';

const isIn = (word: string, text: string) => new BlockedWords([word]).firstIn(text) !== undefined;

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
    ['orange', 'or\u200bange'],
    ['orange', 'o\u00adr\u2060a\u034fn\ufe0fg\u3164e'],
    ['orange', '\u200borange\u200b'],
    ['or\u00adange', 'orange'],
    ['orange', 'ｏｒａｎｇｅ'],
    ['orange', '𝐨𝐫𝐚𝐧𝐠𝐞'],
    ['ｏｒａｎｇｅ', 'ORANGE'],
    ['orange', 'or\u{13430}an\u{1343f}ge'],
    ['orange', 'or\ufdd0an\u{10ffff}ge'],
    ['orange', 'or\u2800an\u{13441}g\u{1d159}e'],
    ['orange', 'an\u2800orange\u{13441}today\u3164'],
    ['or\u3164ange', 'orange'],
    ['orange', [...'orange'].join('\u0336')],
    ['orange', [...'orange', ''].join('\u0332')],
    ['orange', 'o\u20ddr\u20deange\u0489'],
    ['ora\u0336nge', 'orange'],
    ['caf\u00e9', 'cafe\u0336\u0301'],
    ['апельсин', 'апельси\u0301н'],
    ['برتقال', 'بُرْتُقَال'],
    ['office', 'o\ufb03ce'],
    ['istanbul', '\u0130STANBUL'],
    ['istanbul', 'I\u0307STANBUL'],
    ['\u0130stanbul', 'ISTANBUL'],
    ['istanbul', '\u0131stanbul'],
    ['オレンジ', 'ｵﾚﾝｼﾞ'],
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
    ['ano', 'an\u0303o'],
    ['कमल', 'कोमल'],
    ['orange', 'egnaro'],
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
const letter = fc.constantFrom(...SPACED, '0', '9', '_');

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

describe('many words', () => {
  it('are found as each of them alone is, and the first of them is told', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\u0301', '橙'), maxLength: 5 }));
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'A', ' ', '\u0301', '橙', '🍊'),
      maxLength: 30,
    });
    fc.assert(
      fc.property(words, text, (blocked, where) => {
        const first = blocked.findIndex((one) => one !== '' && isIn(one, where));
        expect(new BlockedWords(blocked).firstIn(where)).toBe(first < 0 ? undefined : first);
      }),
      { numRuns: 1_000 },
    );
  });

  it('cost one folding of the text, and one look at each of its characters', () => {
    const words = Array.from({ length: 1_000 }, (_, n) => `${'e\u0301'.repeat(20)}${n}`);
    const blocked = new BlockedWords(words);
    const text = 'e\u0301'.repeat(2_500);
    const foldings = jest.spyOn(String.prototype, 'normalize');
    const looks = jest.spyOn(String.prototype, 'charAt');
    expect(blocked.firstIn(text)).toBeUndefined();
    const counts = [foldings.mock.calls.length, looks.mock.calls.length];
    foldings.mockRestore();
    looks.mockRestore();
    expect(counts).toEqual([2, 2_500]);
  });

  it('never normalize a long run of combining marks, which would take the square of its length', () => {
    const foldings = jest.spyOn(String.prototype, 'normalize');
    new BlockedWords(['orange']).firstIn(
      'a\u0345\u0334'.repeat(10) + '\u0345'.repeat(500) + '\u0334'.repeat(500),
    );
    const runs = foldings.mock.contexts.flatMap((text) => String(text).match(/[\u0334\u0345]+/g) ?? []);
    foldings.mockRestore();
    expect(Math.max(...runs.map(({ length }) => length))).toBe(30);
  });
});
