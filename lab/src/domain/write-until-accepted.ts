import { retryDelayMs } from '@blog/service-kit';

/** A post or comment to create; the same at each attempt. */
export interface WriteRequest {
  readonly kind: 'post' | 'comment';
  /** For a comment: its post. */
  readonly postId?: string;
  readonly text: string;
  readonly idempotencyKey: string;
}

/** The outcome of an attempt. `unanswered`: no final answer came; the write may have been carried out. */
export type WriteOutcome =
  | { readonly result: 'accepted'; readonly id: string }
  | { readonly result: 'refused'; readonly detail: string }
  | { readonly result: 'unanswered'; readonly retryAfterMs?: number | undefined };

export type Write = (request: WriteRequest, signal: AbortSignal) => Promise<WriteOutcome>;

/** Resolves after `ms`, or once `signal` is aborted. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

const BACKOFF = { firstMs: 100, maxMs: 2_000 };

/**
 * Sends a write with the same key until it is accepted or refused, as clients are told to. Resolves to undefined if
 * `signal` is aborted before that.
 */
export async function writeUntilAccepted(
  request: WriteRequest,
  { write, pause, signal }: { write: Write; pause: Pause; signal: AbortSignal },
): Promise<Exclude<WriteOutcome, { result: 'unanswered' }> | undefined> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const outcome = await write(request, signal);
    if (outcome.result !== 'unanswered') return outcome;
    await pause(retryDelayMs(attempt, BACKOFF, outcome.retryAfterMs), signal);
  }
  return undefined;
}
