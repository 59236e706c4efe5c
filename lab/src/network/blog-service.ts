import { commentView, post, postView } from '@blog/contracts';
import { z } from 'zod';
import type {
  AccountService,
  Look,
  SeenComment,
  ServiceName,
  Standing,
  Wanted,
} from '../domain/account/account-sources';

/** A service that is slower than this, or frozen, counts as away. */
const ANSWER_MS_MAX = 2_000;
const COMMENTS_PAGE = 500;
/** Posts with more comments than these pages hold are not judged. */
const PAGES_MAX = 100;

const followerCheck = z.looseObject({ checkpoint: z.int().min(0), setAside: z.int().min(0) });
const outboxCheck = z.looseObject({ pending: z.int().min(0), setAside: z.int().min(0) });
const readiness = z.looseObject({
  checks: z.looseObject({ follower: followerCheck, outbox: outboxCheck.optional() }),
});

/** A service over its public HTTP API. */
export class BlogService implements AccountService {
  readonly #name: ServiceName;
  readonly #url: string;

  constructor(name: ServiceName, url: string) {
    this.#name = name;
    this.#url = url;
  }

  async standing(signal: AbortSignal): Promise<Standing | undefined> {
    return this.#ask('/readyz', signal, async (response) => {
      const { follower, outbox } = readiness.parse(await response.json()).checks;
      return {
        isReady: response.status === 200,
        appliedTo: follower.checkpoint,
        outbox: outbox?.pending ?? 0,
        setAside: follower.setAside + (outbox?.setAside ?? 0),
      };
    });
  }

  async look(of: Wanted, signal: AbortSignal): Promise<Look | undefined> {
    if (this.#name === 'comments') return this.#comments(of, signal);
    return this.#ask(`/posts/${of.postId}`, signal, async (response) => {
      const isThere = isThereIn(response);
      if (!isThere) return isThere === undefined ? undefined : {};
      const body: unknown = await response.json();
      if (this.#name === 'posts') return { post: post.parse(body) };
      const view = postView.parse(body);
      const isWhole = view.commentCount === view.comments.length;
      if (isWhole || includesAll(view.comments, of.wanted)) {
        return { post: view, comments: view.comments, isPartial: !isWhole };
      }
      const more = await this.#comments(of, signal);
      return more && { ...more, post: view };
    });
  }

  /** Reads page by page, newest first, until the wanted comments are found. */
  async #comments({ postId, wanted }: Wanted, signal: AbortSignal): Promise<Look | undefined> {
    const path = `/posts/${postId}/comments`;
    let comments: SeenComment[] = [];
    let query: string | undefined = `?limit=${COMMENTS_PAGE}`;
    for (let pages = 0; query !== undefined && pages < PAGES_MAX; pages += 1) {
      const page: { found: SeenComment[] | undefined; next: string | undefined } | undefined =
        await this.#ask(path + query, signal, async (response) => {
          const isThere = isThereIn(response);
          if (isThere === undefined) return undefined;
          if (!isThere) return { found: undefined, next: undefined };
          return { found: z.array(commentView).parse(await response.json()), next: nextOf(response) };
        });
      if (page === undefined) return undefined;
      if (page.found === undefined) return {};
      comments = [...page.found, ...comments];
      query = page.next;
      if (query !== undefined && includesAll(comments, wanted)) return { comments, isPartial: true };
    }
    return query === undefined ? { comments } : undefined;
  }

  /** Undefined if no valid answer comes in time. */
  async #ask<Answer>(
    path: string,
    signal: AbortSignal,
    read: (response: Response) => Promise<Answer | undefined>,
  ): Promise<Answer | undefined> {
    try {
      const response = await fetch(this.#url + path, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
      });
      const answer = await read(response);
      // The connection is reusable only once the body has been read.
      if (!response.bodyUsed) await response.arrayBuffer();
      return answer;
    } catch {
      return undefined;
    }
  }
}

/** Undefined if the service cannot tell now. */
function isThereIn({ status }: Response): boolean | undefined {
  if (status === 200) return true;
  return status === 404 ? false : undefined;
}

function includesAll(comments: readonly SeenComment[], wanted: ReadonlySet<string> | undefined): boolean {
  if (wanted === undefined) return false;
  const found = new Set(comments.map(({ id }) => id));
  return [...wanted].every((id) => found.has(id));
}

const nextOf = ({ headers }: Response) => /<([^>]*)>\s*;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
