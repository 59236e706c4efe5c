import { textProblems } from '@blog/contracts';
import { commonProblems, defineProblems } from '@blog/service-kit';

/** The failures of comments. */
export const problems = defineProblems(
  {
    ...textProblems('comment.content'),
    'post.not_found': ['not found', 'No post has this id, or it was deleted.'],
    'comment.not_found': ['not found', 'The post has no comment with this id, or it was deleted.'],
    'comment.no_version_left': [
      'conflict',
      'The comment has the highest version and cannot be changed any more.',
    ],
    'comment.changed': ['precondition failed', 'The comment has another version than If-Match names.'],
    'comments.not_caught_up': ['unavailable', 'Not all comments have been read from the log yet; try again.'],
  },
  commonProblems,
);
