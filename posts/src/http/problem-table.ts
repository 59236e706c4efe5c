/** The HTTP status of each error code of posts; faults of a text answer 400 by themselves. */
export const problemTable: Readonly<Record<string, number>> = {
  'post.not_found': 404,
  'post.no_version_left': 409,
  'post.changed': 412,
  'posts.not_caught_up': 503,
};
