import { hash } from 'node:crypto';
import type { Request } from 'express';
import { setEventPosition } from './event-position';
import { idempotencyKey } from './idempotency-key';
import type { CreatedAnswer, KeptAnswers } from './kept-answers';
import { relativeReference } from './relative-reference';
import type { Input } from './route';
import type { Written } from './written';

/**
 * Makes a thing as a POST asks for, and sets `Location`, `ETag` and, if it is known, `Event-Position` of the answer; resolves with
 * the thing. With an `Idempotency-Key` the same request gets the same answer again, and makes nothing. `make` calls `onMade` in the
 * transaction that makes the thing; `positionOf` is the position of its event, once that was read from the log.
 */
export async function created<Thing>(
  { request, response }: Pick<Input, 'request' | 'response'>,
  creation: {
    readonly keptAnswers: KeptAnswers;
    make(onMade: (thing: Thing) => void): Promise<Written<Thing>>;
    answer(thing: Thing): CreatedAnswer<Thing>;
    positionOf(thing: Thing): number | undefined;
  },
): Promise<Thing> {
  const key = idempotencyKey(request);
  let position: number | undefined;
  const make = async (keep: (answer: CreatedAnswer<Thing>) => void) => {
    const written = await creation.make((thing) => keep(creation.answer(thing)));
    position = written.position;
    return creation.answer(written.thing);
  };
  const answer =
    key === undefined
      ? await make(() => {})
      : await creation.keptAnswers.once({ key, fingerprint: fingerprintOf(request) }, make);
  response.set({ Location: relativeReference(request, answer.path), ETag: answer.tag });
  setEventPosition(response, position ?? creation.positionOf(answer.body));
  return answer.body;
}

function fingerprintOf({ method, path, body }: Request): string {
  return hash('sha256', JSON.stringify([method, path, body]), 'hex');
}
