import type { CommentEvent } from './comment-events';
import { NOTHING_WRITTEN, type WrittenComment } from './comment-fields';
import type { CommentView } from './comment-view';

/** What is known of a comment. A deleted one stays as a mark, so that an older event cannot bring it back. */
export interface CommentState extends CommentView {
  readonly deleted: boolean;
}

/**
 * Folds one event into what is known of a comment: pure, for services, tests and the browser alike.
 * A change of the text counts if its version is newer; a decision counts if it is about the very version that
 * is known (an edit makes older decisions void) or a newer one. What an event does not say stays as it was. Otherwise the same object
 * is returned.
 */
export function evolveComment(current: CommentState | undefined, event: CommentEvent): CommentState {
  const { version } = event.data;
  const { reason, ...known } = current ?? NOTHING_KNOWN;
  const times = { createdAt: current?.createdAt ?? event.time, updatedAt: event.time };

  switch (event.type) {
    case 'CommentCreated':
    case 'CommentEdited':
      if (current !== undefined && version <= current.version) return current;
      return { ...known, ...event.data, ...times, deleted: false };
    case 'CommentDeleted': {
      if (current !== undefined && version <= current.version) return current;
      const status = current?.status ?? 'pending';
      return { ...event.data, ...NOTHING_WRITTEN, status, ...times, deleted: true };
    }
    case 'CommentModerated':
    case 'CommentUpdated': {
      if (current !== undefined && (version < current.version || current.deleted)) return current;
      const { data } = event;
      const isKnown =
        current?.version === version && current.status === data.status && reason === data.reason;
      return isKnown ? current : { ...known, ...data, ...times, deleted: false };
    }
  }
}

/** A decision may come before what it is about, from publishers that know no order. */
const NOTHING_KNOWN: WrittenComment & { reason?: string } = NOTHING_WRITTEN;
