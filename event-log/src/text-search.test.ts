import fc from 'fast-check';
import { propertyRuns } from '../../service-kit/test/property-runs';
import { EventBlock } from './event-block';
import { EventFilter } from './event-filter';
import { foldCase } from './fold-case';

const blockOf = (lines: readonly string[]) =>
  new EventBlock({
    first: 1,
    last: lines.length,
    lines: Buffer.from(lines.map((line) => `${line}\n`).join('')),
  });

const event = (rest: Record<string, unknown>) => ({
  specversion: '1.0',
  id: 'i',
  source: '/s',
  type: 'T',
  ...rest,
});

const found = (contains: string, block: EventBlock) =>
  Array.from(EventFilter.of({ contains })?.select(block) ?? [], ({ position }) => position);
const foundIn = (contains: string, ...events: Record<string, unknown>[]) =>
  found(contains, blockOf(events.map((each) => JSON.stringify(event(each)))));

/** The reference: what a filter must find. */
function has(value: unknown, text: string): boolean {
  if (typeof value === 'string') return foldCase(value).includes(foldCase(text));
  return (
    typeof value === 'object' && value !== null && Object.values(value).some((inner) => has(inner, text))
  );
}

describe('a filter by text', () => {
  it('finds string values of attributes and data, at any depth', () => {
    const events = [
      { subject: 'an orange' },
      { data: { list: [{ text: 'orange' }] } },
      { data: 'oranges' },
      { type: 'Orange' },
    ];
    expect(foundIn('orange', ...events, { data: 'apple' })).toEqual([1, 2, 3, 4]);
  });

  it('finds neither names of members, nor numbers, nor what lies across two values', () => {
    expect(foundIn('orange', { data: { orange: 1 } })).toEqual([]);
    expect(foundIn('42', { data: { n: 42 } }, { data: { n: '42' } })).toEqual([2]);
    expect(foundIn('ab', { data: ['a', 'b'] })).toEqual([]);
    expect(foundIn('","', { data: ['a', 'b'] }, { data: 'x","y' })).toEqual([2]);
  });

  it('takes upper and lower case letters for the same, of any script', () => {
    expect(foundIn('ÄPFEL', { data: 'äpfel' }, { data: 'Äpfel' }, { data: 'apfel' })).toEqual([1, 2]);
    expect(foundIn('οδοσ', { data: 'ΟΔΟΣ' }, { data: 'οδος' }, { data: 'ΟΔΟΣΑ' })).toEqual([1, 2, 3]);
    expect(foundIn('kelvin', { data: 'Kelvin' })).toEqual([1]);
  });

  it('finds what stands as an escape in the JSON', () => {
    const line = String.raw`{"id":"i","type":"T","data":"caf\u00e9 \u0041 a\/b \"c\" d\\e\nf"}`;
    for (const text of ['café', 'é a', 'a/b', '"c"', 'd\\e', 'e\nf']) {
      expect([text, found(text, blockOf([line]))]).toEqual([text, [1]]);
    }
    // In the JSON, but not in the value.
    expect(found('u0041', blockOf([line]))).toEqual([]);
    expect(found('enf', blockOf([line]))).toEqual([]);
    expect(found('nf', blockOf([String.raw`{"id":"i","data":"e\nf"}`]))).toEqual([]);
  });

  it('looks into data that is nested deeper than the stack', () => {
    const depth = 100_000;
    const line = `{"id":"i","type":"T","data":${'['.repeat(depth)}"orange"${']'.repeat(depth)}}`;
    expect(found('orange', blockOf([line]))).toEqual([1]);
  });

  it('finds the same in the end of a block as in the whole of it', () => {
    const block = blockOf(['one', 'two', 'One', 'two'].map((data) => JSON.stringify(event({ data }))));
    expect([3, 2, 1, 0].map((after) => found('one', block.after(after)))).toEqual([[], [3], [3], [1, 3]]);
  });

  it('wants what has the type, the subject and the text', () => {
    const events = [
      { type: 'A', subject: 's', data: 'orange' },
      { type: 'B', subject: 's', data: 'orange' },
      { type: 'A', subject: 't', data: 'orange' },
      { type: 'A', subject: 's', data: { type: 'A', subject: 's' } },
    ];
    const block = blockOf(events.map((each) => JSON.stringify(event(each))));
    const selected = EventFilter.of({ types: ['A'], subject: 's', contains: 'ORANGE' })?.select(block) ?? [];
    expect(Array.from(selected, ({ position }) => position)).toEqual([1]);
  });

  it('finds exactly what a plain look at each parsed event finds', () => {
    const letters = fc.constantFrom(...'aAbBσςΣİiK\u212aéÉ"\\/\n\u0001 😀u0041');
    const text = fc.string({ unit: letters, maxLength: 8 });
    const data = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, text, fc.integer(), tie('list'), tie('members')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      members: fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    })).value;
    const escaped = (json: string) =>
      json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const events = fc.array(fc.tuple(data, fc.boolean()), { minLength: 1, maxLength: 5 });
    const wanted = fc.string({ unit: letters, minLength: 2, maxLength: 4 });
    const property = fc.property(events, wanted, (all, contains) => {
      const whole = all.map(([inner]) => event({ data: inner }));
      const lines = whole.map((each, index) => {
        const json = JSON.stringify(each);
        return all[index]?.[1] ? escaped(json) : json;
      });
      const expected = whole.flatMap((each, index) => (has(each, contains) ? [index + 1] : []));
      expect(found(contains, blockOf(lines))).toEqual(expected);
    });
    fc.assert(property, { numRuns: propertyRuns(1_000) });
  });
});
