import type { SearchHit } from '@blog/contracts';

/** The page of a post; for a comment, a link that shows it even if it is not among the newest. */
export function addressOfHit({ post, comment, position }: SearchHit): string {
  const path = `/posts/${encodeURIComponent(post.id)}`;
  if (comment === undefined) return path;
  return `${path}?${new URLSearchParams({ comment: comment.id, at: String(position) })}`;
}
