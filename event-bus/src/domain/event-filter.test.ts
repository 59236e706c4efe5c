import fc from 'fast-check';
import { parseCloudEvent } from './cloud-event';
import { eventFilter } from './event-filter';

const record = (event: Record<string, unknown>) => {
  const whole = { specversion: '1.0', id: 'i', source: '/s', type: 'Tested', ...event };
  return { position: 1, bytes: Buffer.from(parseCloudEvent(whole).json) };
};

describe('eventFilter', () => {
  it('wants everything when nothing is asked for', () => {
    expect(eventFilter({})).toBeUndefined();
  });

  it('tells type and subject from the same text elsewhere', () => {
    const byType = eventFilter({ types: ['Wanted'] });
    expect(byType?.(record({ type: 'Wanted' }))).toBe(true);
    expect(byType?.(record({ data: { type: 'Wanted', text: '"type":"Wanted"' } }))).toBe(false);
    const bySubject = eventFilter({ subject: 's' });
    expect(bySubject?.(record({ subject: 's' }))).toBe(true);
    expect(bySubject?.(record({ subject: 'ss', data: { subject: 's' } }))).toBe(false);
    expect(bySubject?.(record({}))).toBe(false);
  });

  it('finds every event of a type and a subject, whatever these are', () => {
    const text = fc.oneof(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: 'grapheme' }));
    const isAllowed = (value: string) => !/[\p{Cc}\p{Surrogate}]/u.test(value);
    const property = fc.property(text.filter(isAllowed), text.filter(isAllowed), (type, subject) => {
      const filter = eventFilter({ types: ['Other', type], subject });
      expect(filter?.(record({ type, subject }))).toBe(true);
      expect(filter?.(record({ type: `${type}.`, subject }))).toBe(false);
      expect(filter?.(record({ type, subject: `${subject}.` }))).toBe(false);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
