import { textProblems } from '@blog/contracts';
import { commonProblems, defineProblems } from '@blog/service-kit';

/** The failures of posts. */
export const problems = defineProblems(
  {
    ...textProblems('post.title'),
    'post.not_found': ['not found', 'No post has this id, or it was deleted.'],
    'post.no_version_left': ['conflict', 'The post has the highest version and cannot be changed any more.'],
    'post.changed': ['precondition failed', 'The post has another version than If-Match names.'],
    'posts.not_caught_up': ['unavailable', 'Not all posts have been read from the log yet; try again.'],
  },
  commonProblems,
);
