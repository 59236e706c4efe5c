import { readBlogEvent, UnreadableEvent } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';
import type { LoggedEvent } from '../domain/account/account-sources';

/** An unreadable event counts as being about nothing. */
export function toLogged(stored: StoredEvent): LoggedEvent {
  const { position } = stored;
  try {
    return { position, event: readBlogEvent(stored) };
  } catch (error) {
    if (error instanceof UnreadableEvent) return { position, event: undefined };
    throw error;
  }
}
