import { hash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { setEventPosition } from './event-position';
import { idempotencyKey } from './idempotency-key';
import type { CreatedAnswer, KeptAnswers } from './kept-answers';
import { relativeReference } from './relative-reference';
import type { Written } from './written';

/**
 * Handles a POST that makes something: answers 201 with it, its `Location`, its `ETag` and, if it is known, its `Event-Position`.
 * With an `Idempotency-Key` the same request gets the same answer again, and makes nothing. `make` calls `onMade` in the transaction
 * that makes the thing; `positionOf` is the place in the log of the event that told of it, once that was read there.
 * Comes after `jsonBody`.
 */
export function creating<Thing>(
  answers: KeptAnswers,
  route: {
    make(request: Request, onMade: (thing: Thing) => void): Promise<Written<Thing>>;
    answer(thing: Thing): CreatedAnswer<Thing>;
    positionOf(thing: Thing): number | undefined;
  },
): RequestHandler {
  return async (request, response) => {
    const key = idempotencyKey(request);
    let position: number | undefined;
    const make = async (keep: (answer: CreatedAnswer<Thing>) => void) => {
      const written = await route.make(request, (thing) => keep(route.answer(thing)));
      position = written.position;
      return route.answer(written.thing);
    };
    const answer =
      key === undefined
        ? await make(() => {})
        : await answers.once({ key, fingerprint: fingerprintOf(request) }, make);
    response.status(201).set({ Location: relativeReference(request, answer.path), ETag: answer.tag });
    setEventPosition(response, position ?? route.positionOf(answer.body));
    response.json(answer.body);
  };
}

function fingerprintOf({ method, path, body }: Request): string {
  return hash('sha256', JSON.stringify([method, path, body]), 'hex');
}
