import fc from 'fast-check';
import { checkModel, type ModelRuns } from './check-model';
import * as commands from './delivery-commands';
import { DeliveryModel } from './delivery-judge';
import type { Race } from './delivery-step';
import { DeliverySubject } from './delivery-subject';
import { DiskEngine, type ModelEngine } from './model-engine';
import type { Mood } from './scripted-subscriber';

const name = fc.constantFrom('a', 'a', 'a', 'b', 'b', 'c');
const type = fc.constantFrom('A', 'A', 'B', 'C');
const position = fc.oneof(fc.constant('all' as const), fc.integer({ min: 1, max: 10 }));
const mood: fc.Arbitrary<Mood> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Mood>({ first: [], forGood: 'acknowledged' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      first: fc.array(
        fc.constantFrom('rejected', 'rejected', 'rejected', 'rejected', 'refused', 'unavailable', 'gone'),
        {
          maxLength: 5,
        },
      ),
      forGood: fc.constantFrom('acknowledged', 'acknowledged', 'acknowledged', 'rejected', 'refused'),
    }),
  },
);
const given = fc.record({ type, mood });
const events = fc.array(given, { minLength: 1, maxLength: 6 });
const race: fc.Arbitrary<Race> = fc.record({
  isReleased: fc.boolean(),
  events: fc.oneof(fc.constant([]), fc.array(given, { maxLength: 3 })),
  answers: fc.nat(4),
  turns: fc.constantFrom(0, 1, 2, 3, 5, 20),
});
const settings = fc.record({
  types: fc.constantFrom(null, null, ['A'], ['A', 'B']),
  batchMax: fc.integer({ min: 1, max: 4 }),
  attemptsMax: fc.integer({ min: 1, max: 3 }),
});
const from = fc.oneof(fc.constantFrom('beginning' as const, 'beginning' as const, 'now' as const), fc.nat(8));

const appending = fc.tuple(events, race).map((given) => commands.append(...given));
const subscribing = fc
  .tuple(name, fc.option(settings, { freq: 4 }), from, race)
  .map((given) => commands.subscribe(...given));

const all = [
  appending,
  appending,
  appending,
  subscribing,
  subscribing,
  subscribing,
  fc.tuple(name, fc.nat(4)).map((given) => commands.hold(...given)),
  fc.tuple(name, fc.nat(4)).map((given) => commands.hold(...given)),
  fc.tuple(name, fc.boolean(), race).map((given) => commands.setPaused(...given)),
  fc.tuple(name, fc.nat(10), race).map((given) => commands.replay(...given)),
  fc.tuple(name, position, race).map((given) => commands.redeliver(...given)),
  fc.tuple(name, position, race).map((given) => commands.redeliver(...given)),
  fc.tuple(name, position, race).map((given) => commands.discard(...given)),
  fc.oneof(
    fc.tuple(name, race).map((given) => commands.remove(...given)),
    race.map(commands.fix),
  ),
  race.map(commands.reopen),
];

const AT_ONCE: Race = { isReleased: false, events: [], answers: 0, turns: 0 };
const one = { types: null, batchMax: 1, attemptsMax: 1 };
const takes = (...first: Mood['first']) => ({ type: 'A', mood: { first, forGood: 'acknowledged' as const } });
const refuses = { type: 'A', mood: { first: [], forGood: 'rejected' as const } };

/** All cases that once failed; each run starts with them. */
const FAILED_BEFORE = [
  // The position was validated before the name.
  [commands.replay('a', 1, AT_ONCE)],
  // An event's failures were forgotten when another event was redelivered.
  [
    commands.append([takes('rejected', 'rejected')], AT_ONCE),
    commands.subscribe('a', { ...one, attemptsMax: 2 }, 0, AT_ONCE),
    commands.append([refuses, refuses, takes()], AT_ONCE),
    commands.redeliver('a', 'all', AT_ONCE),
  ],
  // It continued to report that it was retrying.
  [
    commands.append([takes('rejected', 'unavailable', 'rejected'), takes()], AT_ONCE),
    commands.subscribe('a', one, 0, AT_ONCE),
    commands.redeliver('a', 'all', AT_ONCE),
  ],
  // An event that waited for room was parked because its subscriber was unavailable.
  [
    commands.subscribe('a', one, 0, AT_ONCE),
    commands.append([refuses, refuses], AT_ONCE),
    commands.hold('a', 2),
    commands.append([takes('rejected', 'rejected', 'unavailable')], AT_ONCE),
    commands.discard('a', 'all', AT_ONCE),
    commands.append([takes()], { ...AT_ONCE, isReleased: true }),
  ],
  // A change reset the cursor to before the event that was being parked.
  [
    commands.subscribe('a', one, 0, AT_ONCE),
    commands.subscribe('a', { ...one, attemptsMax: 2 }, 0, {
      ...AT_ONCE,
      events: [takes('rejected')],
      answers: 1,
    }),
  ],
  // Subscribing again while the end was being stored had no effect.
  [
    commands.subscribe('a', one, 0, AT_ONCE),
    commands.subscribe('a', null, 0, { ...AT_ONCE, events: [takes('gone')], answers: 1 }),
  ],
];

/**
 * The real subscriptions on the real log and store, with in-memory subscribers that accept events, reject them, are
 * unavailable, hang or are gone. Whatever commands run meanwhile: events come in order, one delivery at a time; an event is
 * passed only when acknowledged or parked; none is dropped; and what was not acknowledged before a restart comes again.
 * @throws Error  fast-check's report
 */
export function checkDeliveryModel(
  runs: ModelRuns,
  newEngine: () => ModelEngine = () => new DiskEngine(),
): Promise<void> {
  return checkModel(runs, {
    commands: all,
    failedBefore: FAILED_BEFORE,
    async open(patience) {
      const model = new DeliveryModel(patience);
      const real = await DeliverySubject.open(newEngine());
      return {
        model,
        real,
        async finish() {
          await commands.fix({ isReleased: true, events: [], answers: 0, turns: 0 }).run(model, real);
        },
        close: () => real.close(),
      };
    },
  });
}
