import type { Attack } from './attack';
import { publishPlain } from './publish-plain';

/**
 * Events of the blog's own types that nobody can read: each is refused at the door, or, where its type is not registered
 * (yet), taken by the bus; it stops none of its readers.
 */
export const malformedEvents: Attack = {
  name: 'malformed events',
  async run(blog) {
    for (const type of [
      'PostCreated',
      'PostUpdated',
      'CommentCreated',
      'CommentModerated',
      'CommentUpdated',
    ]) {
      await publishPlain(blog, { type });
      await publishPlain(blog, { type, data: { id: '__proto__', title: {}, version: -1 } });
    }
  },
};
