import type { CommentView, Post, PostView, SearchHit } from '@blog/contracts';
import { ApiProblem } from '../api/api-problem';
import { nextPath, request, requestJson } from '../api/request';
import { unlessChanged } from './changed-meanwhile';
import { oncePerText } from './once-per-text';

const POSTS_ON_A_PAGE = 20;
const COMMENTS_ON_A_PAGE = 100;

/** Some posts, newest first. `next` leads to older ones; the log is in it up to `position`. */
export interface PostsPage {
  readonly posts: readonly PostView[];
  readonly next: string | undefined;
  readonly position: number;
  /** In which epoch of the log that is. */
  readonly epoch?: string | undefined;
}

/** A post, complete up to `position` of the log; undefined if it was read from the services that own it. */
export interface PostReading {
  readonly post: PostView;
  readonly position: number | undefined;
  readonly epoch?: string | undefined;
}

export interface CommentsPage {
  readonly comments: readonly CommentView[];
  readonly next: string | undefined;
}

/** An address may have anything in the place of an id. */
const pathOf = (postId: string) => `/posts/${encodeURIComponent(postId)}`;
const positionOf = (response: Response) => Number(response.headers.get('event-position') ?? 0);
const epochOf = (response: Response) => response.headers.get('event-log-epoch') ?? undefined;

/** Reads a page of posts; `path` comes from the page before. */
export async function readPosts(path: string | undefined, signal?: AbortSignal): Promise<PostsPage> {
  const asked = path ?? `/posts?limit=${POSTS_ON_A_PAGE}`;
  const response = await request('query', asked, { signal });
  const posts = (await response.json()) as PostView[];
  return { posts, next: nextPath(response, asked), position: positionOf(response), epoch: epochOf(response) };
}

/**
 * Reads a post from query. If query is away, or has not heard of it yet, the services that own the post and its
 * comments are asked themselves.
 * @throws ApiProblem  `post.not_found`: the service that owns posts does not know it; or that it cannot be asked
 */
export async function readPost(id: string, signal?: AbortSignal): Promise<PostReading> {
  try {
    const response = await request('query', pathOf(id), { signal });
    const post = (await response.json()) as PostView;
    return { post, position: positionOf(response), epoch: epochOf(response) };
  } catch (error) {
    if (!(error instanceof ApiProblem) || !(error.isUnavailable || error.status === 404)) throw error;
    return { post: await readFromOwners(id, signal), position: undefined };
  }
}

async function readFromOwners(id: string, signal?: AbortSignal): Promise<PostView> {
  const post = await requestJson<Post>('posts', pathOf(id), { signal });
  const path = `${pathOf(id)}/comments?limit=${COMMENTS_ON_A_PAGE}`;
  const comments = await requestJson<CommentView[]>('comments', path, { signal }).catch((error: unknown) => {
    if (error instanceof ApiProblem) return [];
    throw error;
  });
  return { ...post, position: 0, commentCount: comments.length, comments };
}

/** Reads a page of a post's comments, oldest of it first; `path` comes from the page before. */
export async function readComments(
  postId: string,
  path: string | undefined,
  signal?: AbortSignal,
): Promise<CommentsPage> {
  const asked = path ?? `${pathOf(postId)}/comments?limit=${COMMENTS_ON_A_PAGE}`;
  const response = await request('query', asked, { signal });
  return { comments: (await response.json()) as CommentView[], next: nextPath(response, asked) };
}

/** The comment whose place in the log is `position`; null if it is gone. */
export async function readCommentAt(
  postId: string,
  position: number,
  signal?: AbortSignal,
): Promise<CommentView | null> {
  const path = `${pathOf(postId)}/comments?limit=1&before=${position + 1}`;
  const [comment] = await requestJson<CommentView[]>('query', path, { signal });
  return comment ?? null;
}

/** A part of what a search found, newest first; `next` leads to older ones. */
export interface HitsPage {
  readonly hits: readonly SearchHit[];
  readonly next: string | undefined;
}

/** Searches posts and comments; `path` comes from the page before. */
export async function readHits(q: string, path: string | undefined, signal?: AbortSignal): Promise<HitsPage> {
  const asked = path ?? `/search?${new URLSearchParams({ q })}`;
  const response = await request('query', asked, { signal });
  return { hits: (await response.json()) as SearchHit[], next: nextPath(response, asked) };
}

export function createPost(title: string): Promise<Post> {
  const body = { title };
  return oncePerText('post', title, (idempotencyKey) =>
    requestJson('posts', '/posts', { method: 'POST', body, idempotencyKey }),
  );
}

/** Changes the title of the post with this version. @throws ChangedMeanwhile  it has another version by now */
export function editPost({ id, version }: Pick<Post, 'id' | 'version'>, title: string): Promise<Post> {
  const change = { method: 'PATCH', body: { title }, ifVersion: version } as const;
  return unlessChanged<Post, Post>('posts', pathOf(id), async (path) => requestJson('posts', path, change));
}

/** @throws ChangedMeanwhile */
export async function deletePost({ id, version }: Pick<Post, 'id' | 'version'>): Promise<void> {
  const change = { method: 'DELETE', ifVersion: version } as const;
  await unlessChanged<Response, Post>('posts', pathOf(id), (path) => request('posts', path, change));
}

export function createComment(postId: string, content: string): Promise<CommentView> {
  const body = { content };
  return oncePerText(`comment on ${postId}`, content, (idempotencyKey) =>
    requestJson('comments', `${pathOf(postId)}/comments`, { method: 'POST', body, idempotencyKey }),
  );
}

const pathOfComment = ({ postId, id }: CommentPlace) => `${pathOf(postId)}/comments/${id}`;

type CommentPlace = Pick<CommentView, 'postId' | 'id' | 'version'>;

/** Changes the text of the comment with this version. @throws ChangedMeanwhile  it has another version by now */
export function editComment(comment: CommentPlace, content: string): Promise<CommentView> {
  const change = { method: 'PATCH', body: { content }, ifVersion: comment.version } as const;
  return unlessChanged<CommentView, CommentView>('comments', pathOfComment(comment), async (path) =>
    requestJson('comments', path, change),
  );
}

/** @throws ChangedMeanwhile */
export async function deleteComment(comment: CommentPlace): Promise<void> {
  const change = { method: 'DELETE', ifVersion: comment.version } as const;
  await unlessChanged<Response, CommentView>('comments', pathOfComment(comment), (path) =>
    request('comments', path, change),
  );
}
