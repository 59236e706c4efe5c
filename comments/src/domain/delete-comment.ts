import { CommentDeleted, type CommentState } from '@blog/contracts';
import type { VersionCheck, Written } from '@blog/service-kit';
import { commentEvent } from './comment-event';
import { commentChanged, commentNotFound } from './comment-faults';
import type { CommentPorts } from './comment-ports';
import type { CommentKey } from './comment-store';
import { nextVersion } from './next-version';
import { refuseUnlessChangeable } from './refuse-unless-changeable';

interface WantedDeletion extends CommentKey {
  readonly isMeant: VersionCheck;
}

/**
 * Deletes a comment for good, if `isMeant` says so of its version.
 * @throws DomainError  `post.not_found`; `comment.not_found`, also the second time; `comments.not_caught_up`; `comment.changed`;
 * `comment.no_version_left`
 */
export async function deleteComment(
  wanted: WantedDeletion,
  ports: CommentPorts,
): Promise<Written<CommentState>> {
  await refuseUnlessChangeable(wanted, ports);
  return ports.comments.change(wanted, (current) => decideDeletion(current, wanted, ports.now()));
}

function decideDeletion(current: CommentState | undefined, wanted: WantedDeletion, now: number) {
  if (current === undefined || current.deleted) throw commentNotFound(wanted);
  if (!wanted.isMeant(current.version)) throw commentChanged(current);
  const { id, postId } = wanted;
  return commentEvent(CommentDeleted, { id, postId, version: nextVersion(current) }, now);
}
