import { commonProblems, defineProblems } from '@blog/service-kit';

/** The failures of query. */
export const problems = defineProblems(
  {
    'post.not_found': ['not found', 'No post has this id, or it was deleted.'],
    'log.position_unknown': [
      'conflict',
      'The log does not have this position, or has another event there: it was restored from a backup or replaced.',
    ],
    'query.not_caught_up': ['unavailable', 'The read model is not complete yet; try again.'],
    'query.position_not_applied': [
      'unavailable',
      'The position asked for was not applied in time; try again.',
    ],
    'query.too_many_waits': ['unavailable', 'Too many readers wait for a position; try again.'],
    'query.too_many_searches': ['unavailable', 'Too many searches wait; try again.'],
  },
  commonProblems,
);
