import type { SearchHit } from '@blog/contracts';

/** The page of a post; with a comment, one that leads to it, also where it is not among the newest. `position` is its place in the log. */
export function addressOf(
  postId: string,
  comment?: { readonly id: string; readonly position: number },
): string {
  const path = `/posts/${encodeURIComponent(postId)}`;
  if (comment === undefined) return path;
  return `${path}?${new URLSearchParams({ comment: comment.id, at: String(comment.position) })}`;
}

export const addressOfHit = ({ post, comment, position }: SearchHit) =>
  addressOf(post.id, comment && { id: comment.id, position });
