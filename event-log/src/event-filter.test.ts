import fc from 'fast-check';
import { propertyRuns } from '../../service-kit/test/property-runs';
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
  return blockOfTexts(whole.map((event) => JSON.stringify(event)));
};

const blockOfTexts = (texts: readonly string[]) => {
  const lines = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  return new EventBlock({ first: 1, last: texts.length, lines });
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
    // The end first: what is cached for it must not be applied to the whole block.
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

  it('finds a type that is written with other escapes', () => {
    const before = '{"specversion":"1.0","id":"i","source":"/s","type":';
    const block = blockOfTexts([
      `${before}"\\u0057anted"}`,
      `${before}"\\u0057anted."}`,
      '{"data":{},"type":"\\u0057anted"}',
      '{"type":"Wanted"}',
    ]);
    expect(selected(EventFilter.of({ types: ['Wanted'] }), block)).toEqual([1, 3, 4]);
  });

  it('tells types apart whose hash is the same', () => {
    const block = blockOf(
      { type: 'WantedAa' },
      { type: 'WantedBB' },
      { type: 'WantedAa' },
      { type: 'WantedBB' },
    );
    expect(selected(EventFilter.of({ types: ['WantedAa'] }), block)).toEqual([1, 3]);
    expect(selected(EventFilter.of({ types: ['WantedBB'] }), block)).toEqual([2, 4]);
  });

  it('looks at an event as often for a hundred types as for one, and for all readers once', () => {
    const events = Array.from({ length: 50 }, (_, n) => ({ type: `Type${n}`, data: { n } }));
    const spies = [jest.spyOn(Buffer.prototype, 'indexOf'), jest.spyOn(Buffer.prototype, 'includes')];
    const searches = (types: string[], block: EventBlock) => {
      for (const spy of spies) spy.mockClear();
      expect(selected(EventFilter.of({ types }), block)).toEqual([50]);
      return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    };
    const many = Array.from({ length: 99 }, (_, n) => `Never${n}`);
    const block = blockOf(...events);
    const forMany = searches([...many, 'Type49'], block);
    expect(forMany).toBe(searches(['Type49'], blockOf(...events)));
    expect(searches(['Type49'], block)).toBe(0);
    for (const spy of spies) spy.mockRestore();
  });

  it('selects what a parse of every event would, after any position and up to any', () => {
    const type = fc.constantFrom('Wanted', 'Other', 'Aa', 'BB', 'Wan"ted', 'Wän{ted', '日本');
    const text = fc.constantFrom('i', '{', ',"type":"Wanted"', '"type":"Wanted', 'a,', '\\');
    const data = fc.constantFrom({}, { type: 'Wanted' }, [{ subject: 's', type: 'Aa' }], 'text', null);
    const event = fc.record({
      type,
      id: text,
      source: text,
      subject: fc.option(fc.constantFrom('s', 'Wanted'), { nil: undefined }),
      data,
    });
    const orders = fc.shuffledSubarray(['type', 'id', 'source', 'subject', 'data'] as const, {
      minLength: 5,
    });
    const events = fc.array(fc.tuple(event, orders), { minLength: 1, maxLength: 12 });
    const wanted = fc.record({
      types: fc.option(fc.uniqueArray(type, { minLength: 1 }), { nil: undefined }),
      subject: fc.option(fc.constant('s'), { nil: undefined }),
    });
    const property = fc.property(events, wanted, fc.nat(11), fc.nat(11), (made, want, from, to) => {
      const texts = made.map(([one, order]) =>
        JSON.stringify({ specversion: '1.0', ...Object.fromEntries(order.map((name) => [name, one[name]])) }),
      );
      const after = Math.min(from, texts.length - 1);
      const through = Math.min(after + 1 + to, texts.length);
      const expected = made.flatMap(([one], index) => {
        const isWanted =
          (want.types?.includes(one.type) ?? true) && (want.subject ?? one.subject) === one.subject;
        return isWanted && index >= after && index < through ? [index + 1] : [];
      });
      expect(selected(EventFilter.of(want), blockOfTexts(texts).after(after).through(through))).toEqual(
        expected,
      );
    });
    fc.assert(property, { numRuns: propertyRuns(500) });
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
    fc.assert(property, { numRuns: propertyRuns(200) });
  });
});
