import type { CommentView, Post, PostView } from '@blog/contracts';

/** What a service has accepted from this window, until the read model has it too. */
export interface OwnWrites {
  /** By id, a map since an id may be any text, even `constructor`. `created`: created here, not only changed. */
  readonly posts: ReadonlyMap<string, { readonly post: Post; readonly created: boolean }>;
  readonly comments: ReadonlyMap<string, CommentView>;
  /** Ids of posts and comments. */
  readonly deleted: readonly string[];
}

/** A comment to show; `own`: accepted, but not in the read model yet. */
export type ShownComment = CommentView & { readonly own?: boolean };
/** A post that is not in the read model yet has no position. */
export type ShownPost = Omit<PostView, 'position'> & { readonly own?: boolean; readonly position?: number };

/** A page of posts as the read model will show it once it has caught up with this window's writes. */
export function withOwnPosts(posts: readonly PostView[], own: OwnWrites): ShownPost[] {
  const known = new Set(posts.map(({ id }) => id));
  const created = [...own.posts.values()]
    .filter((entry) => entry.created && !known.has(entry.post.id))
    .map(({ post }) => ({ ...post, commentCount: 0, comments: [], own: true }))
    .reverse();
  return [...created, ...posts]
    .filter(({ id }) => !own.deleted.includes(id))
    .map((post) => withOwnTitle(post, own));
}

/** A post as the read model will show it once it has caught up with this window's writes. */
export function withOwnTitle(post: ShownPost, { posts }: OwnWrites): ShownPost {
  const mine = posts.get(post.id)?.post;
  return mine === undefined || mine.version <= post.version ? post : { ...post, ...mine, own: true };
}

/**
 * A post's loaded comments and their total count, as the read model will show them once it has caught up with this
 * window's writes. A comment that was only changed here and is not loaded is left out: it appears with its own page.
 */
export function withOwnComments(
  loaded: { readonly postId: string; readonly comments: readonly CommentView[]; readonly count: number },
  own: OwnWrites,
): { readonly comments: readonly ShownComment[]; readonly count: number } {
  const known = new Set(loaded.comments.map(({ id }) => id));
  const isNew = ({ id, postId, version }: CommentView) =>
    postId === loaded.postId && version === 1 && !known.has(id);
  const added = [...own.comments.values()].filter(isNew).map((comment) => ({ ...comment, own: true }));
  const changed = loaded.comments.map((comment) => {
    const newer = own.comments.get(comment.id);
    return newer === undefined || newer.version <= comment.version ? comment : { ...newer, own: true };
  });
  const isThere = ({ id }: CommentView) => !own.deleted.includes(id);
  const gone = loaded.comments.filter((comment) => !isThere(comment)).length;
  const more = added.filter(isThere);
  return { comments: [...changed.filter(isThere), ...more], count: loaded.count - gone + more.length };
}
