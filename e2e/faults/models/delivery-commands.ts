import assert from 'node:assert/strict';
import type { Change } from './delivery-judge';
import {
  type Answer,
  answerOf,
  appendTo,
  type DeliveryStep,
  type GivenEvent,
  onOne,
  type Race,
  step,
  writeEvent,
} from './delivery-step';
import { SUBSCRIPTIONS_MAX } from './delivery-subject';
import { Step } from './step';
import type { ReferenceSettings } from './subscription-reference';

const DONE: Answer = { value: undefined };

/** Events with their types and moods, in one batch. */
export const append = (events: readonly GivenEvent[], race: Race): DeliveryStep =>
  step(`append ${events.map(writeEvent).join(' ')}`, race, async (model, real, begin) => {
    await begin();
    await model.perform(real, () => appendTo(model, real, events));
  });

/** `settings`: null repeats the current ones, which must not disturb a delivery. */
export const subscribe = (
  name: string,
  settings: ReferenceSettings | null,
  from: 'beginning' | 'now' | number,
  race: Race,
): DeliveryStep =>
  step(`subscribe ${name} ${JSON.stringify(settings)} from ${from}`, race, async (model, real, begin) => {
    await begin();
    const known = model.settingsOf(name);
    const wanted = settings ?? known ?? { types: null, batchMax: 1, attemptsMax: 1 };
    const after = from === 'beginning' ? 0 : from === 'now' ? model.head : from;
    const expected: Answer =
      known !== undefined
        ? { value: false }
        : model.names.length >= SUBSCRIPTIONS_MAX
          ? { code: 'subscription.too_many' }
          : after > model.head
            ? { code: 'subscription.after_beyond_head' }
            : { value: true };
    const change: Change = {
      breaksOff: true,
      asksOtherwise: JSON.stringify(known?.types) !== JSON.stringify(wanted.types),
      apply(reference) {
        if (JSON.stringify(reference.settings) === JSON.stringify(wanted) && !reference.ended) return;
        reference.restart();
        reference.settings = wanted;
        reference.ended = false;
      },
    };
    await model.perform(
      real,
      async () => {
        assert.deepEqual(await answerOf(real.put(name, wanted, after)), expected);
        if (known === undefined && 'value' in expected) model.add(name, wanted, after);
      },
      new Map(known === undefined ? [] : [[name, change]]),
    );
  });

export const setPaused = (name: string, paused: boolean, race: Race): DeliveryStep =>
  onOne(
    { text: paused ? 'pause' : 'resume', name, race },
    (real) => real.subscriptions.setPaused(name, paused),
    (reference) => {
      if (reference.paused !== paused) reference.restart();
      reference.paused = paused;
      return DONE;
    },
    { breaksOff: true },
  );

export const replay = (name: string, after: number, race: Race): DeliveryStep =>
  onOne(
    { text: `replay after ${after}`, name, race },
    (real) => real.subscriptions.replay(name, after),
    (reference) => {
      if (after > reference.head) return { code: 'subscription.after_beyond_head' };
      reference.restart();
      reference.low = after;
      return DONE;
    },
    { breaksOff: true },
  );

export const redeliver = (name: string, position: number | 'all', race: Race): DeliveryStep =>
  onOne(
    { text: `redeliver ${position} of`, name, race },
    (real) => real.subscriptions.redeliver(name, position),
    (reference) => countOf(reference.queue(position), position),
    { breaksOff: false },
  );

export const discard = (name: string, position: number | 'all', race: Race): DeliveryStep =>
  onOne(
    { text: `discard ${position} of`, name, race },
    (real) => real.subscriptions.discard(name, position),
    (reference) => countOf(reference.discard(position), position),
    { breaksOff: false },
  );

const countOf = (count: number, position: number | 'all'): Answer =>
  count === 0 && position !== 'all' ? { code: 'parked.not_found' } : { value: count };

export const remove = (name: string, race: Race): DeliveryStep =>
  onOne(
    { text: 'remove', name, race },
    (real) => real.subscriptions.remove(name),
    (reference) => {
      reference.restart();
      reference.removed = true;
      return DONE;
    },
    { breaksOff: true },
  );

export const reopen = (race: Race): DeliveryStep =>
  step('reopen', race, async (model, real, begin) => {
    const change: Change = {
      breaksOff: true,
      asksOtherwise: false,
      apply: (reference) => reference.restart(),
    };
    await begin();
    await model.perform(real, () => real.reopen(), new Map(model.names.map((name) => [name, change])));
  });

/** Answers `count` more deliveries; the next one hangs until it is released or aborted. */
export const hold = (name: string, count: number): DeliveryStep =>
  new Step(`hold ${name} after ${count}`, async (_model, real) => {
    if (real.subscribers.hanging(name) === undefined) real.subscribers.holdAfter(name, count);
  });

export const fix = (race: Race): DeliveryStep =>
  step('fix every subscriber', race, async (model, real, begin) => {
    await begin();
    await model.perform(real, async () => real.subscribers.fix());
  });
