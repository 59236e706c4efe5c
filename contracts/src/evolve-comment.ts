import type { CommentEvent } from './blog-events';
import type { CommentView } from './views';

/** What is known of a comment. A deleted one stays as a mark, so that an older event cannot bring it back. */
export interface CommentState extends CommentView {
  readonly deleted: boolean;
}

/**
 * Folds one event into what is known of a comment: pure, for services, tests and the browser alike.
 * A change of the text counts if its version is newer; a decision counts if it is about the very version that
 * is known (an edit makes older decisions void) or a newer one. Otherwise the same object is returned.
 */
export function evolveComment(current: CommentState | undefined, event: CommentEvent): CommentState {
  const { id, postId, version } = event.data;
  const createdAt = current?.createdAt ?? event.time;
  const base = { id, postId, version, createdAt, updatedAt: event.time };

  switch (event.type) {
    case 'CommentCreated':
    case 'CommentEdited':
      if (current !== undefined && version <= current.version) return current;
      return { ...base, content: event.data.content, status: 'pending', deleted: false };
    case 'CommentDeleted':
      if (current !== undefined && version <= current.version) return current;
      return { ...base, content: '', status: current?.status ?? 'pending', deleted: true };
    case 'CommentModerated':
    case 'CommentUpdated': {
      if (current !== undefined && (version < current.version || current.deleted)) return current;
      const { content, status, reason } = event.data;
      if (current?.version === version && current.status === status && current.reason === reason) {
        return current;
      }
      return { ...base, content, status, ...(reason === undefined ? {} : { reason }), deleted: false };
    }
  }
}
