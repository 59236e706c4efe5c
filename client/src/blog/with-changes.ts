import type { PostView } from '@blog/contracts';
import type { PostsPage } from './blog-api';

/** A post changed at this position of the log. `post` is its new state, undefined once it is deleted. */
export interface PostChange {
  readonly id: string;
  readonly position: number;
  readonly post: PostView | undefined;
}

/**
 * The posts of the loaded pages with `changes` applied, in log order, newest first: replaced or removed in place, new ones
 * inserted. Clocks are ignored: times come from other machines.
 * A page read later than a change already contains it. A changed post that is older than everything loaded is left out: it
 * comes with its page.
 */
export function withChanges(
  pages: readonly PostsPage[],
  changes: ReadonlyMap<string, PostChange>,
): readonly PostView[] {
  const loaded = pages.flatMap(({ posts, position }) =>
    posts.flatMap((post) => {
      const change = changes.get(post.id);
      if (change === undefined || change.position <= position) return [post];
      return change.post === undefined ? [] : [change.post];
    }),
  );
  const [first] = pages;
  if (first === undefined) return [];
  const known = new Set(pages.flatMap(({ posts }) => posts.map(({ id }) => id)));
  const last = pages.at(-1);
  const oldest = last?.next === undefined ? 0 : (last.posts.at(-1)?.position ?? 0);
  const added = [...changes.values()]
    .filter(({ id, position }) => !known.has(id) && position > first.position)
    .flatMap(({ post }) => (post !== undefined && post.position > oldest ? [post] : []));
  return [...added, ...loaded].sort((a, b) => b.position - a.position);
}
