/** Which events a reader wants to see; nothing in any of them is all events. */
export interface EventFilter {
  readonly types: readonly string[];
  /** The whole subject; empty is any. */
  readonly subject: string;
  /** A text within the event; empty is any. */
  readonly contains: string;
}

export const NO_FILTER: EventFilter = { types: [], subject: '', contains: '' };

/* As the bus takes it, in Unicode code points. */
export const CONTAINS_CHARACTERS_MIN = 2;
export const CONTAINS_CHARACTERS_MAX = 200;

export function isFiltering({ types, subject, contains }: EventFilter): boolean {
  return types.length > 0 || subject !== '' || contains !== '';
}

/** A filter as `type`, `subject` and `contains`, the parameters both of the bus's GET /events and of the page's address. */
export function filterQuery({ types, subject, contains }: EventFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (types.length > 0) query.set('type', types.join(','));
  if (subject !== '') query.set('subject', subject);
  if (contains !== '') query.set('contains', contains);
  return query;
}

/** Reads an address; a text that the bus would refuse counts as none. */
export function parseFilter(query: URLSearchParams): EventFilter {
  const types = (query.get('type') ?? '').split(',').filter((type) => type !== '');
  const contains = query.get('contains') ?? '';
  return {
    types: [...new Set(types)],
    subject: query.get('subject') ?? '',
    contains: isSearchable(contains) ? contains : '',
  };
}

export function isSearchable(text: string): boolean {
  const characters = [...text].length;
  return characters >= CONTAINS_CHARACTERS_MIN && characters <= CONTAINS_CHARACTERS_MAX;
}
