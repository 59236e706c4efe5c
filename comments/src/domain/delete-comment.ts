import { CommentDeleted, type CommentState } from '@blog/contracts';
import { commentEvent } from './comment-event';
import { commentNotFound } from './comment-faults';
import type { CommentPorts } from './comment-ports';
import type { CommentKey } from './comment-store';
import { findCommentToChange } from './find-comment-to-change';
import { nextVersion } from './next-version';

/**
 * Deletes a comment for good.
 * @throws DomainError  `post.not_found`; `comment.not_found`, also the second time; `comments.not_caught_up`; `comment.no_version_left`
 */
export async function deleteComment(key: CommentKey, ports: CommentPorts): Promise<void> {
  await findCommentToChange(key, ports);
  await ports.comments.change(key, (current) => decideDeletion(current, key, ports.now()));
}

function decideDeletion(current: CommentState | undefined, key: CommentKey, now: number) {
  if (current === undefined || current.deleted) throw commentNotFound(key);
  const { id, postId } = key;
  return commentEvent(CommentDeleted, { id, postId, version: nextVersion(current) }, now);
}
