/** Which events a reader wants to see; no types and no subject is all of them. */
export interface EventFilter {
  readonly types: readonly string[];
  /** The whole subject; empty is any. */
  readonly subject: string;
}

export const NO_FILTER: EventFilter = { types: [], subject: '' };

export function isFiltering({ types, subject }: EventFilter): boolean {
  return types.length > 0 || subject !== '';
}

/** A filter as `type` and `subject`, the parameters both of the bus's GET /events and of the page's address. */
export function filterQuery({ types, subject }: EventFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (types.length > 0) query.set('type', types.join(','));
  if (subject !== '') query.set('subject', subject);
  return query;
}

export function parseFilter(query: URLSearchParams): EventFilter {
  const types = (query.get('type') ?? '').split(',').filter((type) => type !== '');
  return { types: [...new Set(types)], subject: query.get('subject') ?? '' };
}
