import { SEARCH_CHARACTERS_MAX, SEARCH_CHARACTERS_MIN } from '@blog/contracts';
import { digits, pageLimit, queryParameters } from '@blog/service-kit';
import { z } from 'zod';

/** Where the next page begins; `Link` of the page before has its whole URL. */
const before = digits().optional();

const afterPosition = {
  'after-position': digits()
    .optional()
    .describe(
      'the Event-Position of the answer to a change: this one waits a moment until that change is in it, and is 503 if it does not come, 409 if the log does not go so far',
    ),
};

/** Of a single post. */
export const viewQuery = queryParameters(afterPosition);

export const listQuery = queryParameters({ limit: pageLimit, before, ...afterPosition });

export const SEARCH_PAGE_LIMIT_MAX = 100;
const SEARCH_PAGE_LIMIT = 20;
const searchError = `expected ${SEARCH_CHARACTERS_MIN} to ${SEARCH_CHARACTERS_MAX} characters`;

function isSearchable(text: string): boolean {
  const characters = [...text].length;
  return characters >= SEARCH_CHARACTERS_MIN && characters <= SEARCH_CHARACTERS_MAX;
}

export const searchQuery = queryParameters({
  q: z
    .string({ error: searchError })
    .refine(isSearchable, { error: searchError })
    .meta({ minLength: SEARCH_CHARACTERS_MIN, maxLength: SEARCH_CHARACTERS_MAX })
    .describe(
      'words, all of which a text has to hold, as parts of its words too; case and accents do not count',
    ),
  limit: digits({ min: 1, max: SEARCH_PAGE_LIMIT_MAX }).default(SEARCH_PAGE_LIMIT),
  before,
  ...afterPosition,
});
