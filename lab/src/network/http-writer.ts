import { retryAfterMs } from '@blog/service-kit';
import { z } from 'zod';
import type { Write, WriteOutcome, WriteRequest } from '../domain/write-until-accepted';

const ANSWER_MS_MAX = 5_000;
/** The same request may be accepted later. */
const TEMPORARY: ReadonlySet<number> = new Set([408, 409, 425, 429]);
const created = z.object({ id: z.string() });
const comments = z.array(z.object({ id: z.string(), content: z.string() }));

/** URLs of posts and comments. */
export interface WriterUrls {
  readonly posts: string;
  readonly comments: string;
}

/** Reads the new id from the body of a 201. @throws  it has none */
type ReadId = (body: unknown, request: WriteRequest) => string;

/** The course's services answer a new comment with all comments of its post. */
export const readClassicId: ReadId = (body, { kind, text }) => {
  if (kind === 'post') return created.parse(body).id;
  // A retried comment may be there twice: this answer is for the last.
  const made = comments.parse(body).findLast(({ content }) => content === text);
  return created.parse(made).id;
};

const readOwnId: ReadId = (body) => created.parse(body).id;

/** Writes through the HTTP API of posts and comments. */
export function httpWriter(urls: WriterUrls, readId = readOwnId): Write {
  return async (request, signal) => {
    try {
      const response = await fetch(urlFor(request, urls), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': request.idempotencyKey },
        body: JSON.stringify(request.kind === 'post' ? { title: request.text } : { content: request.text }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
      });
      return await outcomeOf(response, (body) => readId(body, request));
    } catch {
      // Away, cut, or too slow: it may have been carried out. The key makes a retry harmless.
      return { result: 'unanswered' };
    }
  };
}

function urlFor({ postId }: WriteRequest, urls: WriterUrls): string {
  return postId === undefined ? `${urls.posts}/posts` : `${urls.comments}/posts/${postId}/comments`;
}

async function outcomeOf(response: Response, readId: (body: unknown) => string): Promise<WriteOutcome> {
  const { status, headers } = response;
  if (status === 201) return { result: 'accepted', id: readId(await response.json()) };
  // The connection is reusable only once the body has been read.
  const detail = await response.text();
  if (status >= 500 || TEMPORARY.has(status)) {
    return { result: 'unanswered', retryAfterMs: retryAfterMs(headers.get('Retry-After')) };
  }
  return { result: 'refused', detail };
}
