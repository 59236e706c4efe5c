import { retryAfterMs } from '@blog/service-kit';
import { z } from 'zod';
import type { Write, WriteOutcome, WriteRequest } from '../domain/write-until-accepted';

const ANSWER_MS_MAX = 5_000;
/** The same request may well be accepted later. */
const TEMPORARY: ReadonlySet<number> = new Set([408, 409, 425, 429]);
const created = z.object({ id: z.string() });

/** Writes through the HTTP of posts and comments, which answer at these URLs. */
export function httpWriter(urls: { readonly posts: string; readonly comments: string }): Write {
  return async (request, signal) => {
    try {
      const response = await fetch(urlFor(request, urls), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': request.idempotencyKey },
        body: JSON.stringify(request.kind === 'post' ? { title: request.text } : { content: request.text }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
      });
      return await outcomeOf(response);
    } catch {
      // Away, cut, or too slow: nobody knows whether it was carried out. The key makes it harmless to ask again.
      return { result: 'unanswered' };
    }
  };
}

function urlFor({ postId }: WriteRequest, { posts, comments }: { posts: string; comments: string }): string {
  return postId === undefined ? `${posts}/posts` : `${comments}/posts/${postId}/comments`;
}

async function outcomeOf(response: Response): Promise<WriteOutcome> {
  const { status, headers } = response;
  if (status === 201) return { result: 'accepted', id: created.parse(await response.json()).id };
  // The connection is free for the next one only once the body was read.
  const detail = await response.text();
  if (status >= 500 || TEMPORARY.has(status)) {
    return { result: 'unanswered', retryAfterMs: retryAfterMs(headers.get('Retry-After')) };
  }
  return { result: 'refused', detail };
}
