import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkModel, type ModelRuns } from './check-model';
import { BAD, FollowerModel, FollowerSubject, type OtherLog } from './follower-subject';
import type { Patience } from './patience';
import { Step } from './step';

interface Real {
  readonly subject: FollowerSubject;
  readonly patience: Patience;
}
type FollowerStep = Step<FollowerModel, Real>;
type Data = number | typeof BAD;
type Bus = 'is there' | 'is away' | 'is silent' | 'is cut off';

/** Waits until the follower has come to the head, or to the bad event that it must stop at. */
function settle({ subject, patience }: Real): Promise<void> {
  return patience.until(() => {
    const { bus, bad, follower } = subject;
    const { status, checkpoint, lastError } = follower.state();
    const { ready } = follower.readiness();
    const end = bad === undefined ? bus.events.length : bad.position - 1;
    const shown = `${JSON.stringify({ status, checkpoint, ready, lastError })}, must come to ${end}`;
    const isRight = bad === undefined ? status === 'live' && ready : status === 'stopped' && !ready;
    return checkpoint === end && isRight ? null : shown;
  });
}

function step(
  text: string,
  settles: boolean,
  run: (model: FollowerModel, real: Real) => void | Promise<void>,
): FollowerStep {
  return new Step(`${text}${settles ? ', wait' : ''}`, async (model, real) => {
    await run(model, real);
    if (settles && real.subject.isThere) await settle(real);
    real.subject.compare();
  });
}

const publish = (data: readonly Data[], settles: boolean): FollowerStep => {
  const text = data.length < 6 ? data.join(' ') : `${data.length} events`;
  return step(`publish ${text}`, settles, (_model, { subject }) => subject.publish(data));
};

const turnBus = (how: Bus, settles: boolean): FollowerStep =>
  step(`the bus ${how}`, settles, (_model, { subject }) => {
    subject.turnBus(how);
  });

/** A stream that brings something twice, or that once leaves an event out. */
const tamper = (how: 'twice' | 'with a gap', data: readonly Data[], settles: boolean): FollowerStep =>
  step(`publish ${data.join(' ')}, the bus brings it ${how}`, settles, async (_model, { subject }) => {
    subject.tamper(how);
    await subject.publish(data);
  });

const reopen = (skips: boolean, settles: boolean): FollowerStep =>
  step(`reopen${skips ? ' and leave bad events out' : ''}`, settles, (model, { subject }) =>
    subject.reopen(() => {
      subject.compare();
      const bad = subject.bus.events.filter(({ data }) => data === BAD);
      model.skip = new Set(skips ? bad.map(({ position }) => position) : []);
    }),
  );

/** `isLive`: the bus is exchanged while the follower runs, otherwise while it is closed. */
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
  const { bus, follower, isThere, bad } = subject;
  const head = bus.events.length;
  const mustCome = isThere && bad === undefined;
  const answer = await follower.catchUp({ timeoutMs: mustCome ? 10_000 : 1 });
  if (mustCome) assert.equal(answer, 'caught-up');
  assert(answer !== 'caught-up' || follower.checkpoint >= head, `${follower.checkpoint} is not ${head}`);
  assert.equal(answer === 'unreachable', subject.isAway);
  subject.compare();
});

const number = fc.nat(9);
const one = fc.oneof({ weight: 12, arbitrary: number }, { weight: 1, arbitrary: fc.constant<Data>(BAD) });
const some = fc.array<Data>(one, { minLength: 1, maxLength: 5 });
const settles = fc.boolean();

const commands: readonly fc.Arbitrary<FollowerStep>[] = [
  fc.tuple(some, settles).map((given) => publish(...given)),
  fc.tuple(some, settles).map((given) => publish(...given)),
  // More than the bus sends in one block.
  fc
    .tuple(fc.array<Data>(number, { minLength: 20, maxLength: 120, size: 'max' }), settles)
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
  fc
    .tuple(
      fc.constantFrom<OtherLog[]>('another id', 'an older one', 'an older one that went on otherwise'),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
    )
    .map((given) => exchange(...given)),
  fc.constant(catchUp),
];

/**
 * The real follower on a real store, with a bus that is away, silent, cut off, brings events twice, leaves one out, or
 * has another log: the state is that of the log up to the checkpoint, each event once and in order, and no event that
 * cannot be applied is ever passed unless it was to be left out.
 * @throws Error  fast-check's report
 */
export function checkFollowerModel(runs: ModelRuns): Promise<void> {
  return checkModel(runs, {
    commands,
    failedBefore: [],
    async open(patience) {
      const model = new FollowerModel();
      const real = { subject: new FollowerSubject(model), patience };
      return {
        model,
        real,
        finish: () => turnBus('is there', true).run(model, real),
        close: () => real.subject.close(),
      };
    },
  });
}
