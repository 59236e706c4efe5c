import assert from 'node:assert/strict';
import { readEvents, waitForAppend } from '@blog/event-log';
import fc from 'fast-check';
import type { Described, LogBook } from './log-book';
import type { LogSubject } from './log-subject';
import { turns } from './patience';
import { Step } from './step';

type LogStep = Step<LogBook, LogSubject>;
type Batch = readonly Described[];

/** Ids that differ little, in every form that the index distinguishes. */
const LIKE_ANOTHER = [
  'a',
  'A',
  'a ',
  '\u00e9',
  'e\u0301',
  '0197d4a0-0000-7000-8000-000000000001',
  '0197D4A0-0000-7000-8000-000000000001',
  `${'a'.repeat(70)}1`,
  `${'a'.repeat(70)}2`,
];

const described: fc.Arbitrary<Described> = fc.record({
  source: fc.constantFrom('/a', '/b'),
  id: fc.oneof(
    fc.constantFrom(...LIKE_ANOTHER),
    fc.nat(60).map((n) => `n${n}`),
  ),
  content: fc.constantFrom(1, 1, 1, 2),
  turned: fc.boolean(),
});
const batch = fc.array(described, { maxLength: 4 });
const batches = fc.array(batch, { minLength: 1, maxLength: 5 });

const write = (event: Described) =>
  `${event.source} ${event.id.length > 40 ? `long${event.id.at(-1)}` : event.id}=${event.content}`;
const writeAll = (all: readonly Batch[]) => all.map((one) => `[${one.map(write).join(', ')}]`).join(' + ');

const append = (all: readonly Batch[]): LogStep =>
  new Step(`append ${writeAll(all)}`, (model, real) => real.beginAppends(model, all)());

/** Concurrent readers must see a prefix of the final log. */
const readMeanwhile = (all: readonly Batch[]): LogStep =>
  new Step(`read while appending ${writeAll(all)}`, async (model, real) => {
    const before = model.head;
    const end = real.beginAppends(model, all);
    let isDone = false;
    const ended = end().finally(() => {
      isDone = true;
    });
    const look = async () => {
      for (let head = before; !isDone; ) {
        assert(real.log.head >= head && real.log.head <= model.head, `the head went to ${real.log.head}`);
        head = real.log.head;
        const records = await readEvents(real.log, { after: before, limit: 1_000, bytesMax: 1e9 });
        assert.equal(records.length, head - before, 'what can be read up to the head');
        await turns(1);
      }
    };
    await Promise.all([ended, look()]);
  });

/** Appends a stored event again, unchanged or with other content, among others. */
const again = (which: number, at: number, isSame: boolean, others: Batch): LogStep =>
  new Step(`append event ${which} of them ${isSame ? 'again' : 'changed'} at ${at}`, async (model, real) => {
    const known = model.written[which % Math.max(1, model.head)];
    if (known === undefined) return;
    const { source, id, content } = known;
    const copy = { source, id, content: isSame ? content : content + 1, turned: at % 2 === 0 };
    await real.beginAppends(model, [[...others.slice(0, at), copy, ...others.slice(at)]])();
  });

const read = (after: number, limit: number, bytesMax: number): LogStep =>
  new Step(`read after ${after}, ${limit} events, ${bytesMax} bytes`, (model, real) =>
    real.compareRange(model, { after, limit, bytesMax }),
  );

/** `ahead`: how far beyond the head the awaited event is. */
const wait = (ahead: number, appended: Batch): LogStep =>
  new Step(`wait for ${ahead} more than the next, append ${writeAll([appended])}`, async (model, real) => {
    const position = model.head + ahead;
    const giveUp = new AbortController();
    let wokenAt: number | undefined;
    const waiting = waitForAppend(real.log, position, giveUp.signal).then(() => {
      wokenAt ??= real.log.head;
    });
    await turns(1);
    assert.equal(wokenAt, undefined, 'woken before anything was appended');
    await real.beginAppends(model, [appended])();
    await turns(1);
    assert.equal(wokenAt !== undefined, model.head > position, `woken at ${wokenAt}, waits for ${position}`);
    giveUp.abort();
    await waiting;
  });

const reopen: LogStep = new Step('reopen', async (model, real) => {
  await real.reopen();
  await real.compare(model);
});

const reopenMeanwhile = (all: readonly Batch[], after: number): LogStep =>
  new Step(`reopen ${after} turns after beginning to append ${writeAll(all)}`, async (model, real) => {
    const compareAnswers = real.beginAppends(model, all);
    await turns(after);
    await real.reopen();
    await compareAnswers();
    await real.compare(model);
  });

export const logCommands: readonly fc.Arbitrary<LogStep>[] = [
  batch.map((one) => append([one])),
  described.map((one) => append([[one]])),
  described.map((one) => append([[one, one], [one]])),
  batches.map(append),
  batches.map(readMeanwhile),
  fc
    .tuple(fc.nat(60), fc.nat(3), fc.boolean(), batch)
    .map(([which, at, isSame, others]) => again(which, at, isSame, others)),
  fc
    .tuple(fc.nat(40), fc.integer({ min: 1, max: 40 }), fc.constantFrom(0, 1, 500, 5_000))
    .map(([after, limit, bytesMax]) => read(after, limit, bytesMax)),
  fc.tuple(fc.nat(3), batch).map(([ahead, one]) => wait(ahead, one)),
  fc.oneof(
    fc.constant(reopen),
    fc.tuple(batches, fc.nat(3)).map(([all, after]) => reopenMeanwhile(all, after)),
  ),
];
