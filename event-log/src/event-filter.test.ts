import fc from 'fast-check';
import { EventBlock } from './event-block';
import { EventFilter } from './event-filter';

const blockOf = (...events: Record<string, unknown>[]) => {
  const whole = events.map((event) => ({
    specversion: '1.0',
    id: 'i',
    source: '/s',
    type: 'Tested',
    ...event,
  }));
  const lines = Buffer.from(whole.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return new EventBlock({ first: 1, last: events.length, lines });
};

const selected = (filter: EventFilter | undefined, block: EventBlock) =>
  [...(filter?.select(block) ?? block.records)].map(({ position }) => position);

describe('EventFilter', () => {
  it('wants everything when nothing is asked for', () => {
    expect(EventFilter.of({})).toBeUndefined();
  });

  it('tells type and subject from the same text elsewhere', () => {
    const byType = EventFilter.of({ types: ['Wanted'] });
    const inData = { data: { type: 'Wanted', text: '"type":"Wanted"' } };
    expect(selected(byType, blockOf({ type: 'Wanted' }, inData, { type: 'Wanted' }))).toEqual([1, 3]);
    const bySubject = EventFilter.of({ subject: 's' });
    const others = blockOf({ subject: 'ss', data: { subject: 's' } }, {}, { subject: 's' });
    expect(selected(bySubject, others)).toEqual([3]);
    const both = EventFilter.of({ types: ['Wanted'], subject: 's' });
    const block = blockOf({ type: 'Wanted' }, { subject: 's' }, { type: 'Wanted', subject: 's' });
    expect(selected(both, block)).toEqual([3]);
  });

  it('selects from the end of a block what it selects from the whole of it', () => {
    const filter = EventFilter.of({ types: ['Wanted'] });
    const block = blockOf({ type: 'Wanted' }, {}, { type: 'Wanted' }, {});
    // The end alone, first: what is known of it must not be said of the whole.
    expect([3, 2, 1, 0].map((after) => selected(filter, block.after(after)))).toEqual([[], [3], [3], [1, 3]]);
  });

  it('takes no text within data for an attribute, wherever it stands', () => {
    const filter = EventFilter.of({ types: ['Wanted'], subject: 's' });
    const tricky = [
      { type: 'Other', data: { 'x\\"type': 'Wanted', type: 'Wanted', subject: 's' } },
      { data: { type: 'Wanted' }, subject: 's', type: 'Other' },
      { data: { type: 'Other', subject: 'other' }, subject: 's', type: 'Wanted' },
      { type: 'Wanted', subject: 's', data: '{"type":"Other"}' },
      { id: '{"type":"Wanted"', type: 'Wanted\\', subject: 's' },
    ];
    expect(selected(filter, blockOf(...tricky))).toEqual([3, 4]);
  });

  it('looks at an event as often for a hundred types as for one', () => {
    const block = blockOf(...Array.from({ length: 50 }, (_, n) => ({ type: `Type${n}`, data: { n } })));
    expect(block.records).toHaveLength(50);
    const spies = [jest.spyOn(Buffer.prototype, 'indexOf'), jest.spyOn(Buffer.prototype, 'includes')];
    const searches = (types: string[]) => {
      for (const spy of spies) spy.mockClear();
      expect(selected(EventFilter.of({ types }), block)).toEqual([50]);
      return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    };
    const many = Array.from({ length: 99 }, (_, n) => `Never${n}`);
    const forMany = searches([...many, 'Type49']);
    expect(forMany).toBeLessThanOrEqual(searches(['Type49']));
    for (const spy of spies) spy.mockRestore();
  });

  it('finds every event of a type and a subject, whatever these are', () => {
    const text = fc.oneof(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: 'grapheme' }));
    const isAllowed = (value: string) => !/[\p{Cc}\p{Surrogate}]/u.test(value);
    const property = fc.property(text.filter(isAllowed), text.filter(isAllowed), (type, subject) => {
      const filter = EventFilter.of({ types: ['Other', type], subject });
      const block = blockOf(
        { type, subject },
        { type: `${type}.`, subject },
        { type, subject: `${subject}.` },
      );
      expect(selected(filter, block)).toEqual([1]);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
