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
 * is known (an edit makes older decisions void) or a newer one, and leaves what it does not say as it was. Otherwise the same object is
 * returned.
 */
export function evolveComment(current: CommentState | undefined, event: CommentEvent): CommentState {
  const { version } = event.data;
  const times = { createdAt: current?.createdAt ?? event.time, updatedAt: event.time };

  switch (event.type) {
    case 'CommentCreated':
    case 'CommentEdited':
      if (current !== undefined && version <= current.version) return current;
      return { ...event.data, ...times, deleted: false };
    case 'CommentDeleted':
      if (current !== undefined && version <= current.version) return current;
      return {
        ...event.data,
        ...NOTHING_WRITTEN,
        status: current?.status ?? 'pending',
        ...times,
        deleted: true,
      };
    case 'CommentModerated':
    case 'CommentUpdated': {
      if (current !== undefined && (version < current.version || current.deleted)) return current;
      const { reason, ...known } = current ?? NOTHING_KNOWN;
      if (
        current?.version === version &&
        current.status === event.data.status &&
        reason === event.data.reason
      ) {
        return current;
      }
      return { ...known, ...event.data, ...times, deleted: false };
    }
  }
}

/** A decision may come before what it is about, from publishers that know no order. */
const NOTHING_KNOWN: WrittenComment & { reason?: string } = NOTHING_WRITTEN;
