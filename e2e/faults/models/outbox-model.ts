import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkModel, type ModelRuns } from './check-model';
import { type Accepted, type Kind, OutboxModel } from './outbox-book';
import { type BusMode, OutboxSubject } from './outbox-subject';
import type { Patience } from './patience';
import { Step } from './step';

/** Long enough that it never passes where the answer must be yes. */
const PUBLISHED_WITHIN_MS = 10_000;

interface Real {
  readonly subject: OutboxSubject;
  readonly patience: Patience;
}
type OutboxStep = Step<OutboxModel, Real>;
interface Planned {
  readonly kinds: readonly Kind[];
  readonly isThrown: boolean;
}

/** Waits until the outbox has done what it can while the bus is as it is. */
function settle(model: OutboxModel, { subject, patience }: Real): Promise<void> {
  return patience.until(() => {
    const { mode, published, isHanging } = subject;
    const { pending, blocked, lastError } = subject.outbox.state();
    const shown = `the bus ${mode}, ${JSON.stringify({ accepted: model.accepted, published, ...subject.outbox.state() })}`;
    const left = model.accepted.length - model.untilRefused;
    const isAllThere = published.length === model.due.length;
    const isError = lastError !== null;
    const isSettled = {
      takes: isAllThere && pending === left && blocked === left > 0 && isError === left > 0,
      'is away': pending === 0 || (isError && !blocked),
      hangs: pending === 0 || isHanging,
      'loses answers': pending === 0 || (isAllThere && isError),
      'refuses all': pending === 0 || blocked,
    }[mode];
    return isSettled ? null : shown;
  });
}

function step(
  text: string,
  settles: boolean,
  run: (model: OutboxModel, subject: OutboxSubject) => Promise<void>,
): OutboxStep {
  return new Step(`${text}${settles ? ', wait' : ''}`, async (model, real) => {
    await run(model, real.subject);
    if (settles) await settle(model, real);
    real.subject.compare();
  });
}

const plan = (model: OutboxModel, all: readonly Planned[]) =>
  all.map(({ kinds, isThrown }) => ({ events: kinds.map((kind) => model.make(kind)), isThrown }));

/** Accepts in several transactions at once, and waits for what the bus must take. */
async function acceptAll(model: OutboxModel, subject: OutboxSubject, all: readonly Planned[]): Promise<void> {
  const transactions = plan(model, all);
  for (const { kind, foreign } of transactions.flatMap(({ events }) => events)) {
    if (kind === 'told before') await subject.publishForeign(foreign);
  }
  await Promise.all(
    transactions.map(async (transaction) => {
      const sequences = await subject.accept(transaction);
      assert.equal(sequences === null, transaction.isThrown, 'whether the transaction threw');
      if (sequences === null) return;
      for (const [index, accepted] of transaction.events.entries()) {
        await waitForPublished(model, subject, accepted, sequences[index] as number);
      }
    }),
  );
}

async function waitForPublished(
  model: OutboxModel,
  subject: OutboxSubject,
  accepted: Accepted,
  sequence: number,
): Promise<void> {
  const { kind, event } = accepted;
  const isDue = subject.mode === 'takes' && model.accepted.indexOf(accepted) < model.untilRefused;
  const options = { timeoutMs: isDue ? PUBLISHED_WITHIN_MS : 1 };
  // Two may wait for the same one.
  const told = await Promise.all([1, 2].map(() => subject.outbox.published(sequence, options)));
  const isThere = kind === 'told before' || subject.published.includes(event.id);
  assert(!isDue || !told.includes(false), `${event.id} was not said to be published in time`);
  assert(isThere || !told.includes(true), `${event.id} was said to be published`);
}

const write = (all: readonly Planned[]) =>
  all.map(({ kinds, isThrown }) => `[${kinds.join(', ')}${isThrown ? ', throw' : ''}]`).join(' + ');

const accept = (all: readonly Planned[], settles: boolean): OutboxStep =>
  step(`accept ${write(all)}`, settles, (model, subject) => acceptAll(model, subject, all));

const turnBus = (mode: BusMode, settles: boolean): OutboxStep =>
  step(`the bus ${mode}`, settles, async (_model, subject) => {
    subject.mode = mode;
  });

const mend = (settles: boolean): OutboxStep =>
  step('the bus takes what it refused', settles, async (model) => model.mend());

const reopen = (all: readonly Planned[], settles: boolean): OutboxStep =>
  step(`reopen, accepting ${write(all)} before the start`, settles, (model, subject) =>
    subject.reopen(async () => {
      await Promise.all(plan(model, all).map((transaction) => subject.accept(transaction)));
    }),
  );

const kind = fc.constantFrom<Kind[]>(
  'good',
  'good',
  'good',
  'good',
  'good',
  'reaction',
  'told before',
  'refused',
);
const planned: fc.Arbitrary<Planned> = fc.record({
  kinds: fc.array(kind, { minLength: 1, maxLength: 3 }),
  isThrown: fc.constantFrom(false, false, false, true),
});
const plannedAll = fc.array(planned, { minLength: 1, maxLength: 5 });
const oneGood: readonly Planned[] = [{ kinds: ['good'], isThrown: false }];
const settles = fc.boolean();

const all: readonly fc.Arbitrary<OutboxStep>[] = [
  settles.map((wait) => accept(oneGood, wait)),
  fc.tuple(plannedAll, settles).map((given) => accept(...given)),
  fc.tuple(plannedAll, settles).map((given) => accept(...given)),
  fc
    .tuple(fc.constantFrom<BusMode[]>('is away', 'hangs', 'loses answers', 'refuses all'), settles)
    .map((given) => turnBus(...given)),
  settles.map((wait) => turnBus('takes', wait)),
  settles.map((wait) => turnBus('takes', wait)),
  settles.map(mend),
  fc
    .tuple(
      fc.array(fc.record({ kinds: fc.constant<Kind[]>(['good']), isThrown: fc.boolean() }), { maxLength: 2 }),
      settles,
    )
    .map((given) => reopen(...given)),
];

/**
 * The real outbox on a real store, with a bus that takes, is away, hangs, loses its answers or refuses: the log is
 * exactly what was accepted, in order; nothing is said to be published that is not; what is refused is never skipped.
 * @throws Error  fast-check's report
 */
export function checkOutboxModel(runs: ModelRuns): Promise<void> {
  return checkModel(runs, {
    commands: all,
    failedBefore: [],
    async open(patience) {
      const model = new OutboxModel();
      const real = { subject: new OutboxSubject(model), patience };
      return {
        model,
        real,
        async finish() {
          await mend(false).run(model, real);
          await turnBus('takes', true).run(model, real);
          assert.deepEqual(real.subject.pending, []);
        },
        close: () => real.subject.close(),
      };
    },
  });
}
