import type { CommentState, CommentView } from '@blog/contracts';

/** A comment as readers see it. */
export function toComment({ deleted, ...comment }: CommentState): CommentView {
  return comment;
}
