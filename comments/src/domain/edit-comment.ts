import { CommentEdited, type CommentState, type CommentView } from '@blog/contracts';
import { commentEvent } from './comment-event';
import { commentNotFound } from './comment-faults';
import type { CommentPorts } from './comment-ports';
import type { CommentKey } from './comment-store';
import { findCommentToChange } from './find-comment-to-change';
import { nextVersion } from './next-version';
import { toComment } from './to-comment';

/**
 * Gives a comment another text, which makes it pending again; the text that it has already changes nothing and tells
 * nobody.
 * @throws DomainError  `post.not_found`, `comment.not_found`, `comments.not_caught_up`; `comment.no_version_left`
 */
export async function editComment(
  wanted: CommentKey & { content: string },
  ports: CommentPorts,
): Promise<CommentView> {
  await findCommentToChange(wanted, ports);
  const state = await ports.comments.change(wanted, (current) => decideEdit(current, wanted, ports.now()));
  return toComment(state);
}

function decideEdit(
  current: CommentState | undefined,
  wanted: CommentKey & { content: string },
  now: number,
) {
  if (current === undefined || current.deleted) throw commentNotFound(wanted);
  if (current.content === wanted.content) return undefined;
  const { id, postId, content } = wanted;
  const data = { id, postId, content, status: 'pending' as const, version: nextVersion(current) };
  return commentEvent(CommentEdited, data, now);
}
