/** Which events to show; an empty filter shows all. */
export interface EventFilter {
  readonly types: readonly string[];
  /** The whole subject; empty matches any. */
  readonly subject: string;
  /** A text within the event; empty matches any. */
  readonly contains: string;
}

export const NO_FILTER: EventFilter = { types: [], subject: '', contains: '' };

/* The bus's own limits, in Unicode code points. */
export const CONTAINS_CHARACTERS_MIN = 2;
export const CONTAINS_CHARACTERS_MAX = 200;

export function isFiltering({ types, subject, contains }: EventFilter): boolean {
  return types.length > 0 || subject !== '' || contains !== '';
}

/** A filter as `type`, `subject` and `contains`: parameters of both the bus's GET /events and the page's address. */
export function filterQuery({ types, subject, contains }: EventFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (types.length > 0) query.set('type', types.join(','));
  if (subject !== '') query.set('subject', subject);
  if (contains !== '') query.set('contains', contains);
  return query;
}

/** Reads a filter from an address; a text that the bus would refuse is ignored. */
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
