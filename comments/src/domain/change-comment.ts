import { type CommentState, VERSION_MAX } from '@blog/contracts';
import { isRebuilding, type VersionCheck, type Written } from '@blog/service-kit';
import { commentChanged, commentNotFound, notCaughtUp, noVersionLeft } from './comment-faults';
import type { LookUpPorts } from './comment-ports';
import type { CommentKey, CommentStore } from './comment-store';
import { findComment } from './find-comment';

/**
 * Changes a comment that exists, by the event that `decide` makes of its state; undefined leaves it as it is.
 * @throws DomainError  `post.not_found`, `comment.not_found`, `comments.not_caught_up`, and what `decide` throws
 */
export async function changeComment(
  key: CommentKey,
  { comments, follower }: LookUpPorts,
  decide: (current: CommentState) => ReturnType<Parameters<CommentStore['change']>[1]>,
): Promise<Written<CommentState>> {
  await findComment(key, { comments, follower });
  if (await isRebuilding(follower)) throw notCaughtUp();
  return comments.change(key, (current) => {
    if (current === undefined || current.deleted) throw commentNotFound(key);
    return decide(current);
  });
}

/** The version that a change makes of `current`. @throws DomainError `comment.changed`, `comment.no_version_left` */
export function nextVersion(current: CommentState, isMeant: VersionCheck): number {
  if (!isMeant(current.version)) throw commentChanged(current);
  if (current.version >= VERSION_MAX) throw noVersionLeft(current);
  return current.version + 1;
}
