import { entityId, SEARCH_CHARACTERS_MAX, SEARCH_CHARACTERS_MIN } from '@blog/contracts';
import { digits, lastEventId, pageLimit, queryParameters } from '@blog/service-kit';
import type { Request } from 'express';
import { z } from 'zod';

const position = digits();

export const postParams = z.object({ id: entityId });

const afterPosition = {
  'after-position': position
    .optional()
    .describe(
      'the Event-Position of the answer to a change: this one waits a moment until that change is in it, and is 503 if it does not come, 409 if the log does not go so far',
    ),
};

/** What a single post is read with. */
export const viewQuery = queryParameters(afterPosition);

/** `before` comes from the `Link` of the page before. */
export const listQuery = queryParameters({ limit: pageLimit, before: position.optional(), ...afterPosition });

export const SEARCH_PAGE_LIMIT_MAX = 100;
const SEARCH_PAGE_LIMIT = 20;
const searchError = `expected ${SEARCH_CHARACTERS_MIN} to ${SEARCH_CHARACTERS_MAX} characters`;

function isSearchable(text: string): boolean {
  const characters = [...text].length;
  return characters >= SEARCH_CHARACTERS_MIN && characters <= SEARCH_CHARACTERS_MAX;
}

/** `before` comes from the `Link` of the page before. */
export const searchQuery = queryParameters({
  q: z
    .string({ error: searchError })
    .refine(isSearchable, { error: searchError })
    .meta({ minLength: SEARCH_CHARACTERS_MIN, maxLength: SEARCH_CHARACTERS_MAX })
    .describe(
      'words, all of which a text has to hold, as parts of its words too; case and accents do not count',
    ),
  limit: digits({ min: 1, max: SEARCH_PAGE_LIMIT_MAX }).default(SEARCH_PAGE_LIMIT),
  before: position.optional(),
  ...afterPosition,
});

const EPOCH_CHARACTERS_MAX = 100;

/** `after` is the position that a stream begins after; without it a stream begins now. */
export const streamQuery = queryParameters({
  after: position.optional(),
  epoch: z
    .string()
    .min(1)
    .max(EPOCH_CHARACTERS_MAX)
    .optional()
    .describe('the Event-Log-Epoch in which `after` was read: in another one the stream says `reset`'),
});

export type StreamQuery = z.infer<typeof streamQuery>;

/** Reads the query of a stream; for one that reconnects `Last-Event-ID` wins over `after`. */
export function parseStreamQuery(request: Request): StreamQuery {
  const query = streamQuery.parse(request.query);
  return { ...query, after: lastEventId(request) ?? query.after };
}
