import type { Post, PostState } from '@blog/contracts';

/** A post as readers see it. */
export function toPost({ deleted, ...post }: PostState): Post {
  return post;
}
