import fc from 'fast-check';
import { contextOf, placesOf } from './find-text';

const cut = (wanted: string, text: string) =>
  placesOf(wanted, text).map(({ start, end }) => text.slice(start, end));

it('finds each place, whatever the case of letters', () => {
  expect(cut('or', 'An ORange or two')).toEqual(['OR', 'or']);
  expect(cut('ΟΔΟΣ', 'οδος')).toEqual(['οδος']);
  expect(cut('aa', 'aaaaa')).toEqual(['aa', 'aa']);
  expect(cut('x', 'abc')).toEqual([]);
  expect(cut('', 'abc')).toEqual([]);
});

it('keeps to whole characters where lower case has another length', () => {
  expect(cut('i', 'İx')).toEqual(['İ']);
  expect(cut('x', 'İİx')).toEqual(['x']);
  expect(cut('🍊', 'a🍊b')).toEqual(['🍊']);
});

it('finds whatever was put in', () => {
  const text = fc.string({ unit: 'grapheme' });
  const property = fc.property(
    text,
    fc.string({ unit: 'grapheme', minLength: 1 }),
    text,
    (before, wanted, after) => {
      expect(placesOf(wanted, before + wanted + after).length).toBeGreaterThan(0);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

it('shows a line around the first place in a string value, with its name', () => {
  const event = {
    id: 'i',
    data: { n: 7, list: [{ text: `${'x'.repeat(50)} an\nOrange ${'y'.repeat(500)}` }] },
  };
  const { name, line } = contextOf('orange', event) ?? {};
  expect(name).toBe('text');
  expect(line).toMatch(/^…x+ an Orange y+…$/);
  expect(contextOf('text', event)).toBeUndefined();
  expect(contextOf('7', event)).toBeUndefined();
});
