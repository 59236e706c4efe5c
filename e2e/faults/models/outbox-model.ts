import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkModel, type ModelRuns } from './check-model';
import { type Accepted, type Kind, OutboxModel, SEQUENCES, type Sequence } from './outbox-book';
import { type BusMode, OutboxSubject } from './outbox-subject';
import type { Patience } from './patience';
import { Step } from './step';

/** Long enough never to expire where the event must be published. */
const PUBLISHED_WITHIN_MS = 10_000;

interface Real {
  readonly subject: OutboxSubject;
  readonly patience: Patience;
}
type OutboxStep = Step<OutboxModel, Real>;
interface Planned {
  readonly events: readonly (readonly [kind: Kind, sequence: Sequence])[];
  readonly isThrown: boolean;
}

/** Waits until the outbox has done all it can while the bus is in this mode. */
function settle(_model: OutboxModel, { subject, patience }: Real): Promise<void> {
  return patience.until(() => {
    const { mode, isHanging } = subject;
    const { pending, blocked, setAside, lastError } = subject.outbox.state();
    const queued = subject.setAside.filter((event) => event.queued).length;
    const shown = `the bus ${mode}, ${JSON.stringify({ queued, ...subject.outbox.state() })}`;
    const isError = lastError !== null;
    const isSettled = {
      takes: pending === 0 && queued === 0 && !blocked && !isError,
      'is away': pending === 0 || (isError && !blocked),
      hangs: pending === 0 || isHanging,
      'loses answers': pending === 0 || isError,
      'refuses all': pending === 0 || blocked,
    }[mode];
    return isSettled || (mode !== 'takes' && setAside > 0) ? null : shown;
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
    await real.subject.compareDiscarded();
  });
}

const plan = (model: OutboxModel, all: readonly Planned[]) =>
  all.map(({ events, isThrown }) => ({ events: events.map((event) => model.make(...event)), isThrown }));

/** Accepts several transactions in parallel, and waits for what the bus must accept. */
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
  const isHeld = [accepted, ...model.before(accepted)].some((one) => one.kind === 'refused');
  const isDue = subject.mode === 'takes' && !isHeld;
  const options = { timeoutMs: isDue ? PUBLISHED_WITHIN_MS : 1 };
  // Two callers may wait for the same event.
  const waits = await Promise.all([1, 2].map(() => subject.outbox.published(sequence, options)));
  const told = waits.map(({ isPublished }) => isPublished);
  const isThere = kind === 'told before' || subject.published.includes(event.id);
  assert(!isDue || !told.includes(false), `${event.id} was not said to be published in time`);
  assert(isThere || !told.includes(true), `${event.id} was said to be published`);
}

const write = (all: readonly Planned[]) =>
  all
    .map(({ events, isThrown }) => {
      const texts = events.map(([kind, sequence]) => `${kind} of ${sequence}`);
      return `[${texts.join(', ')}${isThrown ? ', throw' : ''}]`;
    })
    .join(' + ');

const accept = (all: readonly Planned[], settles: boolean): OutboxStep =>
  step(`accept ${write(all)}`, settles, (model, subject) => acceptAll(model, subject, all));

const turnBus = (mode: BusMode, settles: boolean): OutboxStep =>
  step(`the bus ${mode}`, settles, async (_model, subject) => {
    subject.mode = mode;
  });

const fix = (settles: boolean): OutboxStep =>
  step('the bus takes what it refused', settles, async (model) => model.fix());

const retry = (settles: boolean): OutboxStep =>
  step('retry all', settles, async (model, subject) => {
    model.isRetried = true;
    await subject.outbox.setAside.retry('all');
  });

const discard = (settles: boolean): OutboxStep =>
  step('discard the first', settles, async (model, subject) => {
    model.isRetried = true;
    await subject.discard();
  });

const reopen = (all: readonly Planned[], isAnotherBuild: boolean, settles: boolean): OutboxStep => {
  const build = isAnotherBuild ? ' with another build' : '';
  return step(`reopen${build}, accepting ${write(all)} before the start`, settles, (model, subject) => {
    model.isRetried ||= isAnotherBuild;
    const acceptAll = async () => {
      await Promise.all(plan(model, all).map((transaction) => subject.accept(transaction)));
    };
    return subject.reopen(acceptAll, { isAnotherBuild });
  });
};

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
  events: fc.array(fc.tuple(kind, fc.constantFrom(...SEQUENCES)), { minLength: 1, maxLength: 3 }),
  isThrown: fc.constantFrom(false, false, false, true),
});
const plannedAll = fc.array(planned, { minLength: 1, maxLength: 5 });
const good: Planned['events'] = [['good', 'a']];
const oneGood: readonly Planned[] = [{ events: good, isThrown: false }];
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
  settles.map(fix),
  settles.map(retry),
  settles.map(discard),
  fc
    .tuple(
      fc.array(fc.record({ events: fc.constant(good), isThrown: fc.boolean() }), { maxLength: 2 }),
      fc.boolean(),
      settles,
    )
    .map((given) => reopen(...given)),
];

/**
 * The real outbox on a real store, with a bus that accepts, is down, hangs, loses its answers or refuses: the log is what was
 * accepted, each sequence in order; nothing is reported as published that is not; what is refused is set aside with the later
 * ones of its sequence, and published once it was fixed and retried.
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
          await fix(false).run(model, real);
          await turnBus('takes', false).run(model, real);
          await retry(true).run(model, real);
          await settle(model, real);
          assert.deepEqual([real.subject.pending, real.subject.setAside], [[], []]);
        },
        close: () => real.subject.close(),
      };
    },
  });
}
