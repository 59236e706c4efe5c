import type { CommentView, Post, PostView, SearchHit } from '@blog/contracts';
import { ApiProblem } from '../api/api-problem';
import { call, nextQuery, readAnswer, send } from '../api/call';
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

const positionOf = (response: Response) => Number(response.headers.get('event-position') ?? 0);
const epochOf = (response: Response) => response.headers.get('event-log-epoch') ?? undefined;

/** Reads a page of posts; `page` is the `next` of the page before. */
export async function readPosts(page: string | undefined, signal?: AbortSignal): Promise<PostsPage> {
  const response = await send('query', 'GET /posts', { query: { limit: POSTS_ON_A_PAGE }, page, signal });
  const posts = await readAnswer<'query', 'GET /posts'>(response);
  return { posts, next: nextQuery(response), position: positionOf(response), epoch: epochOf(response) };
}

/**
 * Reads a post from query. If query is away, or has not heard of it yet, the services that own the post and its
 * comments are asked themselves.
 * @throws ApiProblem  `post.not_found`: the service that owns posts does not know it; or that it cannot be asked
 */
export async function readPost(id: string, signal?: AbortSignal): Promise<PostReading> {
  try {
    const response = await send('query', 'GET /posts/{id}', { params: { id }, signal });
    const post = await readAnswer<'query', 'GET /posts/{id}'>(response);
    return { post, position: positionOf(response), epoch: epochOf(response) };
  } catch (error) {
    if (!(error instanceof ApiProblem) || !(error.isUnavailable || error.status === 404)) throw error;
    return { post: await readFromOwners(id, signal), position: undefined };
  }
}

async function readFromOwners(id: string, signal?: AbortSignal): Promise<PostView> {
  const params = { id };
  const post = await call('posts', 'GET /posts/{id}', { params, signal });
  const query = { limit: COMMENTS_ON_A_PAGE };
  const comments = await call('comments', 'GET /posts/{id}/comments', { params, query, signal }).catch(
    (error: unknown) => {
      if (error instanceof ApiProblem) return [];
      throw error;
    },
  );
  return { ...post, position: 0, commentCount: comments.length, comments };
}

/** Reads a page of a post's comments, oldest of it first; `page` is the `next` of the page before. */
export async function readComments(
  postId: string,
  page: string | undefined,
  signal?: AbortSignal,
): Promise<CommentsPage> {
  const asked = { params: { id: postId }, query: { limit: COMMENTS_ON_A_PAGE }, page, signal };
  const response = await send('query', 'GET /posts/{id}/comments', asked);
  const comments = await readAnswer<'query', 'GET /posts/{id}/comments'>(response);
  return { comments, next: nextQuery(response) };
}

/** The comment whose place in the log is `position`; null if it is gone. */
export async function readCommentAt(
  postId: string,
  position: number,
  signal?: AbortSignal,
): Promise<CommentView | null> {
  const query = { limit: 1, before: position + 1 };
  const [comment] = await call('query', 'GET /posts/{id}/comments', {
    params: { id: postId },
    query,
    signal,
  });
  return comment ?? null;
}

/** A part of what a search found, newest first; `next` leads to older ones. */
export interface HitsPage {
  readonly hits: readonly SearchHit[];
  readonly next: string | undefined;
}

/** Searches posts and comments; `page` is the `next` of the page before. */
export async function readHits(q: string, page: string | undefined, signal?: AbortSignal): Promise<HitsPage> {
  const response = await send('query', 'GET /search', { query: { q }, page, signal });
  return { hits: await readAnswer<'query', 'GET /search'>(response), next: nextQuery(response) };
}

export function createPost(title: string): Promise<Post> {
  return oncePerText('post', title, (idempotencyKey) =>
    call('posts', 'POST /posts', { body: { title }, idempotencyKey }),
  );
}

type PostPlace = Pick<Post, 'id' | 'version'>;

/** Changes the title of the post with this version. @throws ChangedMeanwhile  it has another version by now */
export function editPost({ id, version }: PostPlace, title: string): Promise<Post> {
  const params = { id };
  return unlessChanged(
    () => call('posts', 'PATCH /posts/{id}', { params, body: { title }, ifVersion: version }),
    () => call('posts', 'GET /posts/{id}', { params }),
  );
}

/** @throws ChangedMeanwhile */
export async function deletePost({ id, version }: PostPlace): Promise<void> {
  const params = { id };
  await unlessChanged(
    () => send('posts', 'DELETE /posts/{id}', { params, ifVersion: version }),
    () => call('posts', 'GET /posts/{id}', { params }),
  );
}

export function createComment(postId: string, content: string): Promise<CommentView> {
  const params = { id: postId };
  return oncePerText(`comment on ${postId}`, content, (idempotencyKey) =>
    call('comments', 'POST /posts/{id}/comments', { params, body: { content }, idempotencyKey }),
  );
}

type CommentPlace = Pick<CommentView, 'postId' | 'id' | 'version'>;

const ONE_COMMENT = '/posts/{id}/comments/{commentId}';
const paramsOf = ({ postId, id }: CommentPlace) => ({ params: { id: postId, commentId: id } });

/** Changes the text of the comment with this version. @throws ChangedMeanwhile  it has another version by now */
export function editComment(comment: CommentPlace, content: string): Promise<CommentView> {
  const params = paramsOf(comment);
  return unlessChanged(
    () =>
      call('comments', `PATCH ${ONE_COMMENT}`, { ...params, body: { content }, ifVersion: comment.version }),
    () => call('comments', `GET ${ONE_COMMENT}`, params),
  );
}

/** @throws ChangedMeanwhile */
export async function deleteComment(comment: CommentPlace): Promise<void> {
  const params = paramsOf(comment);
  await unlessChanged(
    () => send('comments', `DELETE ${ONE_COMMENT}`, { ...params, ifVersion: comment.version }),
    () => call('comments', `GET ${ONE_COMMENT}`, params),
  );
}
