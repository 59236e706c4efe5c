import { isDeepStrictEqual } from 'node:util';
import { CommentEdited, type CommentView, type WrittenComment } from '@blog/contracts';
import type { VersionCheck, Written } from '@blog/service-kit';
import { changeComment, nextVersion } from './change-comment';
import { commentEvent } from './comment-event';
import type { CommentPorts } from './comment-ports';
import type { CommentKey } from './comment-store';
import { toComment } from './to-comment';

interface WantedEdit extends CommentKey {
  readonly written: WrittenComment;
  readonly isMeant: VersionCheck;
}

/**
 * Gives a comment another text, if its version is meant, and makes it pending again; the text that it has already changes
 * nothing and publishes nothing.
 * @throws DomainError  `post.not_found`, `comment.not_found`, `comments.not_caught_up`; `comment.changed`;
 * `comment.no_version_left`
 */
export async function editComment(wanted: WantedEdit, ports: CommentPorts): Promise<Written<CommentView>> {
  const { id, postId, written, isMeant } = wanted;
  const { thing, position } = await changeComment(wanted, ports, (current) => {
    // It is as it was wanted: the answer may have been lost, and this is the same request again (RFC 9110, 13.1.1).
    if (isDeepStrictEqual({ ...current, ...written }, current)) return undefined;
    const version = nextVersion(current, isMeant);
    return commentEvent(
      CommentEdited,
      { id, postId, ...written, status: 'pending' as const, version },
      ports.now(),
    );
  });
  return { thing: toComment(thing), position };
}
