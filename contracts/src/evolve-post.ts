import type { PostEvent } from './blog-events';
import type { Post } from './views';

/** What is known of a post. A deleted one stays as a mark, so that an older event cannot bring it back. */
export interface PostState extends Post {
  readonly deleted: boolean;
}

/**
 * Folds one event into what is known of a post: pure, for services, tests and the browser alike.
 * An event that is not newer (by version) than what is known changes nothing and returns the same object,
 * so that a service meets its own events in the log without harm.
 */
export function evolvePost(current: PostState | undefined, event: PostEvent): PostState {
  if (current !== undefined && event.data.version <= current.version) return current;
  const { id, version } = event.data;
  const createdAt = current?.createdAt ?? event.time;
  const deleted = event.type === 'PostDeleted';
  const title = event.type === 'PostDeleted' ? '' : event.data.title;
  return { id, title, version, createdAt, updatedAt: event.time, deleted };
}
