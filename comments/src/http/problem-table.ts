/** The HTTP status of each error code of comments; faults of a text answer 400 by themselves. */
export const problemTable: Readonly<Record<string, number>> = {
  'post.not_found': 404,
  'comment.not_found': 404,
  'comment.no_version_left': 409,
  'comment.changed': 412,
  'comments.not_caught_up': 503,
};
