import fc from 'fast-check';
import { propertyRuns } from '../../../service-kit/test/property-runs';
import { plainLine } from './plain-line';

const graphemesOf = (text: string) => [
  ...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text),
];

describe('plainLine', () => {
  it('leaves a short line as it is', () => {
    expect(plainLine('An apple, “eaten” – Äpfel, яблоки, תפוח', 60)).toBe(
      'An apple, “eaten” – Äpfel, яблоки, תפוח',
    );
    expect(plainLine('12345', 5)).toBe('12345');
  });

  it('makes one line of many, with single spaces', () => {
    expect(plainLine('  one\r\n\ttwo\u2028three\u0000four \u00a0 ', 60)).toBe('one two three four');
  });

  it('cuts by graphemes, never within one', () => {
    expect(plainLine('123456', 5)).toBe('1234…');
    const family = '👨‍👩‍👧';
    expect(plainLine(family.repeat(6), 5)).toBe(`${family.repeat(4)}…`);
    expect(plainLine('e\u0301'.repeat(6), 5)).toBe(`${'e\u0301'.repeat(4)}…`);
    expect(plainLine('ab cdef', 4)).toBe('ab…');
  });

  it('takes away what would turn the text beside it around', () => {
    expect(plainLine('\u202eabc\u2069\u200f\u061cd', 60)).toBe('abcd');
  });

  it('cuts stacks of combining marks, and keeps those of writing', () => {
    expect(plainLine(`Z${'\u0335'.repeat(50)}algo`, 60)).toBe(`Z${'\u0335'.repeat(4)}algo`);
    expect(plainLine('ผู้ใหญ่', 60)).toBe('ผู้ใหญ่');
  });

  it('is empty if nothing can be seen', () => {
    expect(['', ' \n', '\u200b\u00ad', '\u2800\u3164', '\u202e'].map((text) => plainLine(text, 60))).toEqual([
      '',
      '',
      '',
      '',
      '',
    ]);
  });

  it('is well formed, of one line and no longer than asked for, whatever the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('\ud83d', 'a', '\u0335', '\n', '\u200d') }),
    );
    const property = fc.property(text, fc.integer({ min: 1, max: 50 }), (any, charactersMax) => {
      const line = plainLine(any, charactersMax);
      expect(line.isWellFormed()).toBe(true);
      expect(line).not.toMatch(/[\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      expect(graphemesOf(line).length).toBeLessThanOrEqual(charactersMax);
    });
    fc.assert(property, { numRuns: propertyRuns(500) });
  });

  it('takes no longer for a text of a megabyte', () => {
    const replace = jest.spyOn(String.prototype, 'replace');
    plainLine('\u0335'.repeat(1_000_000), 100);
    const longest = Math.max(...replace.mock.contexts.map((context) => String(context).length));
    replace.mockRestore();
    expect(longest).toBeLessThanOrEqual(1_600);
  });
});
