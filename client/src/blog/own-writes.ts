import type { CommentView, Post, PostView } from '@blog/contracts';

/** What a service accepted from this window, until the read model has it as well. */
export interface OwnWrites {
  /** By id; `created` here, or only changed. */
  readonly posts: Readonly<Record<string, { readonly post: Post; readonly created: boolean }>>;
  readonly comments: Readonly<Record<string, CommentView>>;
  /** Ids of posts and comments. */
  readonly deleted: readonly string[];
}

/** A comment to show; `own`: accepted, and not in the read model yet. */
export type ShownComment = CommentView & { readonly own?: boolean };
export type ShownPost = PostView & { readonly own?: boolean };

/** A page of posts as it will be once the read model has caught up with what was written here. */
export function withOwnPosts(posts: readonly PostView[], own: OwnWrites): ShownPost[] {
  const known = new Set(posts.map(({ id }) => id));
  const created = Object.values(own.posts)
    .filter((entry) => entry.created && !known.has(entry.post.id))
    .map(({ post }) => ({ ...post, commentCount: 0, comments: [], own: true }))
    .reverse();
  return [...created, ...posts]
    .filter(({ id }) => !own.deleted.includes(id))
    .map((post) => withOwnTitle(post, own));
}

function withOwnTitle(post: ShownPost, { posts }: OwnWrites): ShownPost {
  const mine = posts[post.id]?.post;
  return mine === undefined || mine.version <= post.version ? post : { ...post, ...mine, own: true };
}

/** A post and its comments as they will be once the read model has caught up with what was written here. */
export function withOwnComments(
  post: PostView,
  own: OwnWrites,
): Omit<ShownPost, 'comments'> & { readonly comments: readonly ShownComment[] } {
  const mine = Object.values(own.comments).filter(({ postId }) => postId === post.id);
  const known = new Set(post.comments.map(({ id }) => id));
  const added = mine.filter(({ id }) => !known.has(id)).map((comment) => ({ ...comment, own: true }));
  const changed = post.comments.map((comment) => {
    const newer = own.comments[comment.id];
    return newer === undefined || newer.version <= comment.version ? comment : { ...newer, own: true };
  });
  const comments = [...changed, ...added].filter(({ id }) => !own.deleted.includes(id));
  const fewer = post.comments.filter(({ id }) => own.deleted.includes(id)).length;
  const commentCount = post.commentCount - fewer + added.filter(({ id }) => !own.deleted.includes(id)).length;
  return { ...withOwnTitle(post, own), commentCount, comments };
}
