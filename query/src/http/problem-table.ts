/** The HTTP status of each error code of query. */
export const problemTable: Readonly<Record<string, number>> = {
  'post.not_found': 404,
  'log.position_unknown': 409,
  'query.not_caught_up': 503,
  'query.position_not_applied': 503,
  'query.too_many_searches': 503,
  'query.too_many_waits': 503,
};
