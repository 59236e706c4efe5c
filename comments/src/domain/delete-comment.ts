import { CommentDeleted, type CommentState } from '@blog/contracts';
import type { VersionCheck, Written } from '@blog/service-kit';
import { changeComment, nextVersion } from './change-comment';
import { commentEvent } from './comment-event';
import type { CommentPorts } from './comment-ports';
import type { CommentKey } from './comment-store';

interface WantedDeletion extends CommentKey {
  readonly isMeant: VersionCheck;
}

/**
 * Deletes a comment permanently, if its version is meant.
 * @throws DomainError  `post.not_found`; `comment.not_found`, also the second time; `comments.not_caught_up`; `comment.changed`;
 * `comment.no_version_left`
 */
export function deleteComment(wanted: WantedDeletion, ports: CommentPorts): Promise<Written<CommentState>> {
  const { id, postId, isMeant } = wanted;
  return changeComment(wanted, ports, (current) =>
    commentEvent(CommentDeleted, { id, postId, version: nextVersion(current, isMeant) }, ports.now()),
  );
}
