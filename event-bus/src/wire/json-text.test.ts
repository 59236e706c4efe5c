import fc from 'fast-check';
import { propertyRuns } from '../../../service-kit/test/property-runs';
import { objectsOfArray, objectText } from './json-text';

/** Objects as JSON texts, compact and not, some of them spoiled by one byte. */
const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { maxKeys: 5 });
const spaced = fc
  .tuple(object, fc.constantFrom(undefined, 0, 2, '\t'))
  .map(([value, space]) => JSON.stringify(value, null, space));
const spoiled = fc
  .tuple(spaced, fc.nat(), fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', ' ', ''))
  .map(([text, place, byte]) => {
    const at = place % text.length;
    return text.slice(0, at) + byte + text.slice(at + 1);
  });
const parse = (text: string | Buffer): unknown => {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
};
const membersOf = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Object.values(value).reduce(
        (sum: number, item) => sum + membersOf(item),
        Array.isArray(value) ? 0 : Object.keys(value).length,
      );

describe('objectText', () => {
  const textOf = (text: string) => objectText(Buffer.from(text));

  it('has the text of a compact object, with all members that a parse finds', () => {
    fc.assert(
      fc.property(object, (value) => {
        const text = JSON.stringify(value);
        const found = textOf(text);
        if (text.includes('\\')) return found === undefined;
        expect(found?.bytes.toString()).toBe(text);
        expect(found?.members).toBe(membersOf(value));
        return true;
      }),
    );
  });

  it('counts a name that is there twice', () => {
    expect(textOf('{"a":1,"b":{"c":2,"c":2}}')?.members).toBe(4);
  });

  it.each([
    ['spaces', '{"a": 1}'],
    ['a line end after it', '{"a":1}\n'],
    ['an escape', '{"a":"\\u0062"}'],
    ['no object', '[{"a":1}]'],
    ['no end', '{"a":{"b":1}'],
    ['a text without an end', '{"a":"b}'],
    ['an escape at its end', '{"a":"b\\'],
    ['nothing', ''],
  ])('has none of a body with %s', (_what, text) => {
    expect(textOf(text)).toBeUndefined();
  });

  it.each([
    ['{"a":"~ !#"}', true],
    ['{"a":"\u007f"}', false],
    ['{"a":"é"}', false],
    ['{"é":1}', false],
    ['{"a":{"b":"é"}}', true],
    ['{"a":{"b":"c"},"d":"é"}', false],
    ['{"a":"\t"}', false],
  ])('tells of %s whether its own texts are printable ASCII', (text, isAscii) => {
    expect(textOf(text)?.isAscii).toBe(isAscii);
  });

  it.each([
    ['{"a":{"b":"c~"}}', true],
    ['{"a":{"b":"é"}}', false],
    ['{"a":[{"é":1}]}', false],
    ['{"é":1}', false],
  ])('tells of %s whether all texts within it are printable ASCII', (text, isAscii) => {
    expect(textOf(text)?.isAsciiThroughout).toBe(isAscii);
  });
});

describe('objectsOfArray', () => {
  it('finds pieces that are JSON if and only if the whole is, and the same objects', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(spaced, spoiled), { maxLength: 4 }), (texts) => {
        const body = Buffer.from(`[${texts.join(',')}]`);
        const objects = objectsOfArray(body, 4);
        if (objects === undefined) return;
        const values = objects.map(({ bytes }) => parse(bytes));
        expect(values.includes(undefined) ? undefined : values).toEqual(parse(body));
      }),
      { numRuns: propertyRuns(1_000) },
    );
  });

  it('finds every object of an array without spaces around them', () => {
    fc.assert(
      fc.property(fc.array(spaced, { minLength: 1, maxLength: 4 }), (texts) => {
        const objects = objectsOfArray(Buffer.from(`[${texts.join(',')}]`), 4);
        expect(objects?.map(({ bytes }) => bytes.toString())).toEqual(texts);
      }),
    );
  });

  it.each([
    ['more than it may have', '[{},{},{}]'],
    ['a space between them', '[{}, {}]'],
    ['something else', '[{},7]'],
    ['nothing', '[]'],
    ['no end', '[{},{}'],
    ['something after it', '[{}]{'],
    ['a comma too many', '[{},]'],
    ['no array', '{}'],
    ['only an end', ']'],
  ])('gives up where there is %s', (_what, text) => {
    expect(objectsOfArray(Buffer.from(text), 2)).toBeUndefined();
  });
});
