/** The HTTP status of each error code of query. */
export const problemTable: Readonly<Record<string, number>> = {
  'post.not_found': 404,
  'query.not_caught_up': 503,
};
