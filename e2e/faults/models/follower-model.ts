import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkModel, type ModelRuns } from './check-model';
import { BAD, FollowerSubject, type OtherLog, type Written } from './follower-subject';
import type { Patience } from './patience';
import { Step } from './step';

interface Real {
  readonly subject: FollowerSubject;
  readonly patience: Patience;
}
/** The bus's log serves as the model. */
type FollowerStep = Step<object, Real>;
type Bus = 'is there' | 'is away' | 'is silent' | 'is cut off';

/** Waits until the follower has reached the head and made the requested retries. */
function settle({ subject, patience }: Real): Promise<void> {
  return patience.until(() => {
    const { bus, follower, setAside } = subject;
    const { status, checkpoint, lastError } = follower.state();
    const { ready } = follower.readiness();
    const queued = setAside.filter((event) => event.queued).length;
    const end = bus.events.length;
    const shown = `${JSON.stringify({ status, checkpoint, ready, queued, lastError })}, must come to ${end}`;
    return checkpoint === end && status === 'live' && ready && queued === 0 ? null : shown;
  });
}

function step(text: string, settles: boolean, run: (real: Real) => void | Promise<void>): FollowerStep {
  return new Step(`${text}${settles ? ', wait' : ''}`, async (_model, real) => {
    await run(real);
    if (settles && real.subject.isThere) await settle(real);
    real.subject.compare();
  });
}

const write = (all: readonly Written[]) =>
  all.length < 6
    ? all.map(({ data, sequence = '' }) => `${sequence}${data}`).join(' ')
    : `${all.length} events`;

const publish = (all: readonly Written[], settles: boolean): FollowerStep =>
  step(`publish ${write(all)}`, settles, ({ subject }) => subject.publish(all));

const turnBus = (how: Bus, settles: boolean): FollowerStep =>
  step(`the bus ${how}`, settles, ({ subject }) => {
    subject.turnBus(how);
  });

/** A stream that delivers something twice, or once leaves an event out. */
const tamper = (how: 'twice' | 'with a gap', all: readonly Written[], settles: boolean): FollowerStep =>
  step(`publish ${write(all)}, the bus brings it ${how}`, settles, async ({ subject }) => {
    subject.tamper(how);
    await subject.publish(all);
  });

const reopen = (isAnotherBuild: boolean, settles: boolean): FollowerStep =>
  step(`reopen${isAnotherBuild ? ' with another build' : ''}`, settles, ({ subject }) =>
    subject.reopen(() => subject.compare(), { isAnotherBuild }),
  );

const fix = (settles: boolean): FollowerStep =>
  step('fix bad events', settles, ({ subject }) => subject.fix());

const retry = (what: 'all' | 'one', settles: boolean): FollowerStep =>
  step(`retry ${what}`, settles, ({ subject }) => subject.retry(what));

const discard = (settles: boolean): FollowerStep =>
  step('discard the first', settles, ({ subject }) => subject.discard());

/** `isLive`: the bus is replaced while the follower runs, otherwise while it is closed. */
const exchange = (other: OtherLog, back: number, isLive: boolean): FollowerStep =>
  new Step(`a bus with ${other}, ${back} back, ${isLive ? 'live' : 'while closed'}`, async (_model, real) => {
    const { subject, patience } = real;
    subject.turnBus('is there');
    await settle(real);
    if (subject.follower.checkpoint === 0) return;
    const log = [...subject.bus.events];
    const exchangeLog = () => subject.exchangeLog(other, back);
    if (isLive) {
      exchangeLog();
      subject.turnBus('is cut off');
    } else await subject.reopen(exchangeLog);
    await patience.until(() => {
      const { status, lastError } = subject.follower.state();
      return status === 'stopped' ? null : `Expected it to stop, is ${status}: ${lastError}`;
    });
    subject.compare(log);
    subject.restoreLog(log);
    await subject.reopen(() => {});
    await settle(real);
    subject.compare();
  });

const catchUp: FollowerStep = new Step('catch up', async (_model, { subject }) => {
  const { bus, follower, isThere } = subject;
  const head = bus.events.length;
  const answer = await follower.catchUp({ timeoutMs: isThere ? 10_000 : 1 });
  if (isThere) assert.equal(answer, 'caught-up');
  assert(answer !== 'caught-up' || follower.checkpoint >= head, `${follower.checkpoint} is not ${head}`);
  assert.equal(answer === 'unreachable', subject.isAway);
  subject.compare();
});

const written = (bad: number): fc.Arbitrary<Written> =>
  fc.record({
    data: fc.oneof(
      { weight: 12, arbitrary: fc.nat(9) },
      { weight: bad, arbitrary: fc.constant<typeof BAD>(BAD) },
    ),
    sequence: fc.constantFrom(undefined, 'a', 'b', 'c'),
  });
const some = fc.array(written(2), { minLength: 1, maxLength: 5 });
const settles = fc.boolean();

const commands: readonly fc.Arbitrary<FollowerStep>[] = [
  fc.tuple(some, settles).map((given) => publish(...given)),
  fc.tuple(some, settles).map((given) => publish(...given)),
  // More than the bus sends in one block.
  fc
    .tuple(fc.array(written(1), { minLength: 20, maxLength: 120, size: 'max' }), settles)
    .map((given) => publish(...given)),
  fc
    .tuple(fc.constantFrom('is away' as const, 'is silent' as const), settles)
    .map((given) => turnBus(...given)),
  settles.map((wait) => turnBus('is there', wait)),
  settles.map((wait) => turnBus('is cut off', wait)),
  fc
    .tuple(fc.constantFrom('twice' as const, 'with a gap' as const), some, settles)
    .map((given) => tamper(...given)),
  fc.tuple(fc.boolean(), settles).map((given) => reopen(...given)),
  settles.map(fix),
  fc.tuple(fc.constantFrom('all' as const, 'one' as const), settles).map((given) => retry(...given)),
  settles.map(discard),
  fc
    .tuple(
      fc.constantFrom<OtherLog[]>('another id', 'an older one', 'an older one that diverged'),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
    )
    .map((given) => exchange(...given)),
  fc.constant(catchUp),
];

/**
 * The real follower on a real store, with a bus that is down, silent, cut off, delivers events twice, leaves one out, or has
 * another log: each event up to the checkpoint was applied once, in the order of its sequence, or is set aside with the later
 * ones of its sequence; a retry applies them in order; another build retries all. At the end, once everything was fixed and
 * retried, nothing is set aside.
 * @throws Error  fast-check's report
 */
export function checkFollowerModel(runs: ModelRuns): Promise<void> {
  return checkModel(runs, {
    commands,
    failedBefore: [],
    async open(patience) {
      const model = {};
      const real = { subject: new FollowerSubject(), patience };
      const { subject } = real;
      return {
        model,
        real,
        async finish() {
          await turnBus('is there', true).run(model, real);
          subject.fix();
          await retry('all', true).run(model, real);
          assert.deepEqual(subject.setAside, [], 'what is set aside at the end');
        },
        close: () => subject.close(),
      };
    },
  });
}
