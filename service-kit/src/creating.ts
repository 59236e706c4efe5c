import { hash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { idempotencyKey } from './idempotency-key';
import type { CreatedAnswer, KeptAnswers } from './kept-answers';
import { relativeReference } from './relative-reference';

/**
 * Handles a POST that makes something: answers 201 with it, its `Location` and its `ETag`. With an `Idempotency-Key` the same
 * request gets the same answer again, and makes nothing. `make` calls `onMade` in the transaction that makes the thing.
 * Comes after `jsonBody`.
 */
export function creating<Thing>(
  answers: KeptAnswers,
  route: {
    make(request: Request, onMade: (thing: Thing) => void): Promise<Thing>;
    answer(thing: Thing): CreatedAnswer;
  },
): RequestHandler {
  return async (request, response) => {
    const key = idempotencyKey(request);
    const make = async (keep: (answer: CreatedAnswer) => void) =>
      route.answer(await route.make(request, (thing) => keep(route.answer(thing))));
    const answer =
      key === undefined
        ? await make(() => {})
        : await answers.once({ key, fingerprint: fingerprintOf(request) }, make);
    response.status(201).set({ Location: relativeReference(request, answer.path), ETag: answer.tag });
    response.json(answer.body);
  };
}

function fingerprintOf({ method, path, body }: Request): string {
  return hash('sha256', JSON.stringify([method, path, body]), 'hex');
}
