import { PostCreated, PostDeleted, type PostEvent, PostUpdated, readOneOf } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';

/** What posts hears. */
export const heardEvents = [PostCreated, PostUpdated, PostDeleted];

/**
 * Takes posts over from the log, whoever published them. So a lost disk is rebuilt, and posts that other programs
 * publish are served as well; this service's own events come by too and change nothing any more.
 */
export function onPostEvent(
  event: StoredEvent,
  posts: { apply(event: PostEvent, position: number): void },
): void {
  const read = readOneOf(heardEvents, event);
  if (read !== undefined) posts.apply(read, event.position);
}
