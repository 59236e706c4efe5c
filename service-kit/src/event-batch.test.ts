import fc from 'fast-check';
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX, EventBatch } from './event-batch';

function batchOf(texts: readonly string[]): EventBatch {
  const batch = new EventBatch();
  for (const text of texts) expect(batch.add(text)).toBe(true);
  return batch;
}

const read = (batch: EventBatch) => JSON.parse(batch.toJson().toString()) as unknown[];

describe('EventBatch', () => {
  it('is the array of what was added, in order, and of what is kept of it', () => {
    const events = fc.array(fc.record({ data: fc.string({ unit: 'grapheme' }), isKept: fc.boolean() }));
    fc.assert(
      fc.property(events, fc.jsonValue(), (some, last) => {
        const batch = batchOf(some.map((event) => JSON.stringify(event)));
        if (some.length > 0) expect(read(batch)).toEqual(some);
        const kept = batch.filter((index) => some[index]?.isKept === true);
        const json = JSON.stringify(last);
        expect(kept.add(json)).toBe(true);
        const rest = some.filter(({ isKept }) => isKept);
        expect(read(kept)).toEqual([...rest, JSON.parse(json)]);
        expect(kept).toHaveLength(rest.length + 1);
      }),
    );
  });

  it('takes up to 1000 events', () => {
    const batch = batchOf(Array(BATCH_EVENTS_MAX).fill('1'));
    expect(batch.add('1')).toBe(false);
    expect(read(batch)).toHaveLength(BATCH_EVENTS_MAX);
  });

  it('takes up to 4 MiB, and a first event of any length', () => {
    const half = `"${'x'.repeat(BATCH_BYTES_MAX / 2 - 3)}"`;
    const batch = batchOf([half]);
    expect(batch.add(half)).toBe(false);
    expect(batch.add(half.slice(1, -1).concat('"').replace('x', '"'))).toBe(true);
    expect(batch.toJson()).toHaveLength(BATCH_BYTES_MAX);
    expect(new EventBatch().add(`"${'x'.repeat(BATCH_BYTES_MAX)}"`)).toBe(true);
  });
});
