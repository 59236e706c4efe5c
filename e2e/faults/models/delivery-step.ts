import assert from 'node:assert/strict';
import type { Change, DeliveryModel } from './delivery-judge';
import type { DeliverySubject } from './delivery-subject';
import { turns } from './patience';
import type { Mood } from './scripted-subscriber';
import { Step } from './step';
import { Illegal, type SubscriptionReference } from './subscription-reference';

export type DeliveryStep = Step<DeliveryModel, DeliverySubject>;

/** A command's answer: a value, or the code of a refusal. */
export type Answer = { readonly value: unknown } | { readonly code: string };

export interface GivenEvent {
  readonly type: string;
  readonly mood: Mood;
}

/**
 * What happens concurrently with a command: hanging deliveries are released, events are appended, subscribers have answered
 * `answers` more deliveries, and the event loop has turned `turns` times since the last answer.
 */
export interface Race {
  readonly isReleased: boolean;
  readonly events: readonly GivenEvent[];
  readonly answers: number;
  readonly turns: number;
}

/** Maximum turns to wait for answers. */
const ANSWER_TURNS_MAX = 200;

/** A command that runs during a race, which `run` starts first. */
export function step(
  text: string,
  race: Race,
  run: (model: DeliveryModel, real: DeliverySubject, begin: () => Promise<void>) => Promise<void>,
): DeliveryStep {
  const { isReleased, events } = race;
  const isRace = isReleased || events.length > 0;
  const before = [...(isReleased ? ['release'] : []), ...events.map(writeEvent)].join(' ');
  const when = isRace ? `${before}, ${race.answers} answers and ${race.turns} turns later: ` : '';
  return new Step(`${when}${text}`, (model, real) => {
    const begin = async () => {
      if (!isRace) return;
      const answers = real.subscribers.answers + race.answers;
      if (isReleased) for (const name of model.names) real.subscribers.release(name);
      await appendTo(model, real, events);
      for (let turn = 0; turn < ANSWER_TURNS_MAX && real.subscribers.answers < answers; turn += 1) {
        await turns(1);
      }
      await turns(race.turns);
    };
    return run(model, real, begin);
  });
}

/** Appends events with the subscribers' moods about them. */
export async function appendTo(
  model: DeliveryModel,
  real: DeliverySubject,
  events: readonly GivenEvent[],
): Promise<void> {
  if (events.length === 0) return;
  for (const { type, mood } of events) {
    model.types.push(type);
    real.subscribers.expect(mood);
  }
  await real.append(events.map(({ type }) => type));
}

export async function answerOf(call: Promise<unknown>): Promise<Answer> {
  try {
    return { value: await call };
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    return { code };
  }
}

export function writeEvent({ type, mood }: GivenEvent): string {
  return `${type}(${[...mood.first, mood.forGood === 'acknowledged' ? 'taken' : `${mood.forGood} for good`].join(', ')})`;
}

/** A command on one subscription, existing or not. `apply` returns the expected answer. */
export function onOne(
  { text, name, race }: { text: string; name: string; race: Race },
  call: (real: DeliverySubject) => Promise<unknown>,
  apply: (reference: SubscriptionReference) => Answer,
  { breaksOff }: { breaksOff: boolean },
): DeliveryStep {
  return step(`${text} ${name}`, race, async (model, real, begin) => {
    const isKnown = model.names.includes(name);
    let answer: Answer = { code: 'none' };
    const change: Change = {
      breaksOff,
      asksOtherwise: false,
      apply(reference) {
        const expected = JSON.stringify(apply(reference));
        const got = JSON.stringify(answer);
        if (expected !== got) throw new Illegal(`Expected the answer ${expected}, got ${got}`);
      },
    };
    await begin();
    await model.perform(
      real,
      async () => {
        // Not all calls are async functions: synchronous exceptions count as well.
        answer = await answerOf((async () => call(real))());
      },
      new Map(isKnown ? [[name, change]] : []),
    );
    if (!isKnown) assert.deepEqual(answer, { code: 'subscription.not_found' });
  });
}
