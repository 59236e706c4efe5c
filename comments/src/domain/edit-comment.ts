import { isDeepStrictEqual } from 'node:util';
import { CommentEdited, type CommentState, type CommentView, type WrittenComment } from '@blog/contracts';
import type { VersionCheck, Written } from '@blog/service-kit';
import { commentEvent } from './comment-event';
import { commentChanged, commentNotFound } from './comment-faults';
import type { CommentPorts } from './comment-ports';
import type { CommentKey } from './comment-store';
import { nextVersion } from './next-version';
import { refuseUnlessChangeable } from './refuse-unless-changeable';
import { toComment } from './to-comment';

interface WantedEdit extends CommentKey {
  readonly written: WrittenComment;
  readonly isMeant: VersionCheck;
}

/**
 * Gives a comment another text, if `isMeant` says so of its version, which makes it pending again; the text that it has
 * already changes nothing and tells nobody.
 * @throws DomainError  `post.not_found`, `comment.not_found`, `comments.not_caught_up`; `comment.changed`;
 * `comment.no_version_left`
 */
export async function editComment(wanted: WantedEdit, ports: CommentPorts): Promise<Written<CommentView>> {
  await refuseUnlessChangeable(wanted, ports);
  const decide = (current: CommentState | undefined) => decideEdit(current, wanted, ports.now());
  const { thing, position } = await ports.comments.change(wanted, decide);
  return { thing: toComment(thing), position };
}

function decideEdit(current: CommentState | undefined, wanted: WantedEdit, now: number) {
  if (current === undefined || current.deleted) throw commentNotFound(wanted);
  const { id, postId, written } = wanted;
  // It is as it was wanted: perhaps the answer was lost, and this is the same again (RFC 9110, 13.1.1).
  if (isDeepStrictEqual({ ...current, ...written }, current)) return undefined;
  if (!wanted.isMeant(current.version)) throw commentChanged(current);
  const data = { id, postId, ...written, status: 'pending' as const, version: nextVersion(current) };
  return commentEvent(CommentEdited, data, now);
}
