import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';
import { bytesOf } from './byte-budget';
import type { ByteHolder, ByteLease } from './byte-lease';
import type { TransferLimits } from './transfer-limits';

/** Smaller answers are not counted: there are no more of them than requests under way, and most fit into the socket. */
const UNCOUNTED_BYTES_MAX = 16 * 1024;
/** How often unsent answers are checked within `writeStallMsMax`. */
const LOOKS = 10;
/** Requests that change nothing: their answer may be replaced by a refusal. */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** An answer that was ended and has not left the process. */
interface Unsent {
  /** When some of it was last sent. */
  progressMs: number;
  bytes: number;
}

type End = (this: ServerResponse, chunk?: unknown, ...rest: unknown[]) => ServerResponse;

/**
 * Bounds the answers that an app holds for slow clients. A large answer takes its bytes from the budget, or its route fails with
 * `service.overloaded`. If a client takes nothing for `writeStallMsMax`, its connection is closed.
 */
export function boundAnswers(app: Express, limits: TransferLimits): void {
  const { budget, writeStallMsMax } = limits;
  const unsent = new Map<ServerResponse, Unsent>();
  let looking: NodeJS.Timeout | undefined;

  function look(): void {
    const nowMs = performance.now();
    for (const [response, known] of unsent) {
      const bytes = unsentBytes(response);
      if (bytes !== known.bytes) Object.assign(known, { bytes, progressMs: nowMs });
      else if (nowMs - known.progressMs >= writeStallMsMax) cutConnection(response);
    }
    if (unsent.size > 0) return;
    clearInterval(looking);
    looking = undefined;
  }

  function watch(response: ServerResponse): void {
    unsent.set(response, { progressMs: performance.now(), bytes: unsentBytes(response) });
    response.once('close', () => unsent.delete(response));
    looking ??= setInterval(look, Math.ceil(writeStallMsMax / LOOKS)).unref();
  }

  function takeFor(response: ServerResponse, bytes: number): void {
    const lease = budget.tryTake(bytes, holderOf(response, bytes));
    // The answer to a change must be sent, or the client would ask for the change again.
    if (lease === undefined && READS.has(response.req.method ?? '') && response.statusCode < 400) {
      throw budget.overloaded();
    }
    if (lease !== undefined) releaseWith(response, lease);
  }

  const end = ServerResponse.prototype.end as End;
  (app.response as unknown as { end: End }).end = function (chunk, ...rest) {
    const bytes = typeof chunk === 'string' || Buffer.isBuffer(chunk) ? bytesOf(chunk) : 0;
    if (bytes > UNCOUNTED_BYTES_MAX) takeFor(this, bytes);
    const ended = end.call(this, chunk, ...rest);
    if (this.writableLength > 0 && !this.closed) watch(this);
    return ended;
  };
}

/** An answer as a holder of `bytes`: to make it give way closes its connection. */
export function holderOf(response: ServerResponse, bytes: number): ByteHolder {
  return {
    movedBytes: () => (response.writableEnded ? Math.max(0, bytes - unsentBytes(response)) : 0),
    giveWay: () => cutConnection(response),
  };
}

/** Gives bytes back once the answer is sent or the client is gone. */
export function releaseWith(response: ServerResponse, lease: ByteLease): void {
  if (response.closed || response.destroyed) lease.release();
  else response.once('close', () => lease.release());
}

export function cutConnection({ req }: ServerResponse): void {
  req.socket.destroy();
}

/** Bytes of an answer that have not left the process. */
function unsentBytes(response: ServerResponse): number {
  // Node has no public name for the rest of a write under way, which can be as large as a whole answer.
  const { writableLength, _handle: handle } = response.req.socket as Socket & {
    readonly _handle?: { readonly writeQueueSize: number } | null;
  };
  const underWay = handle?.writeQueueSize ?? 0;
  return Math.min(writableLength, underWay);
}
