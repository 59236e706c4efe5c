import { once } from 'node:events';
import type { Request, Response } from 'express';
import { cutConnection, holderOf } from './bound-answers';
import type { ByteLease } from './byte-budget';
import { type TransferLimits, transferLimitsOf } from './transfer-limits';

const SSE_TYPE = 'text/event-stream';

export const HEARTBEAT_MS = 15_000;
/** Smaller blocks are not counted: most fit into the socket. */
const UNCOUNTED_BYTES_MAX = 16 * 1024;

/**
 * An open answer to which blocks are written as they come. `write` waits while the reader is slow, so that no
 * more than one block and the socket's own buffer are held for it; a large block waits for room in the app's byte budget.
 * A reader that takes nothing for the app's `writeStallMsMax` is cut off; it can come back and resume.
 */
export class EventStream {
  readonly #response: Response;
  readonly #limits: TransferLimits;
  readonly #closed = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;

  /** Ends when the reader goes, or when `closing` is aborted. `heartbeat` is what a quiet stream sends every 15 s. */
  constructor(
    request: Request,
    response: Response,
    options: { contentType: string; heartbeat: string; closing: AbortSignal },
  ) {
    this.#response = response;
    this.#limits = transferLimitsOf(request);
    response.setHeader('Content-Type', options.contentType);
    response.setHeader('Cache-Control', 'no-store');
    // nginx would otherwise hold events back.
    response.setHeader('X-Accel-Buffering', 'no');
    response.flushHeaders();
    // A proxy may keep the headers until there is a body: a browser would not know that its stream is open.
    if (options.contentType.startsWith(SSE_TYPE)) response.write(options.heartbeat);
    request.socket.setTimeout(0);
    this.#heartbeat = setInterval(() => {
      if (response.writableLength === 0) response.write(options.heartbeat);
    }, HEARTBEAT_MS);
    response.on('error', () => this.#end());
    response.once('close', () => this.#end());
    if (options.closing.aborted) this.close();
    else options.closing.addEventListener('abort', this.close, { signal: this.#closed.signal });
  }

  /** Aborted once nothing can be written any more. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Writes a block; resolves when there is room for the next. A reader that stalls for too long is cut off. */
  async write(block: string | Buffer): Promise<void> {
    const lease = block.length > UNCOUNTED_BYTES_MAX ? await this.#take(block.length) : undefined;
    if (!this.closed.aborted && !this.#response.write(block)) await this.#drain();
    lease?.release();
  }

  #take(bytes: number): Promise<ByteLease | undefined> {
    const holder = holderOf(this.#response, bytes);
    return this.#limits.budget.takeWhenFree(bytes, this.closed, holder);
  }

  async #drain(): Promise<void> {
    const stalled = setTimeout(() => cutConnection(this.#response), this.#limits.writeStallMsMax);
    await once(this.#response, 'drain', { signal: this.closed }).catch(() => {});
    clearTimeout(stalled);
  }

  /** Ends the stream in good order. */
  readonly close = (): void => {
    this.#response.end();
    this.#end();
  };

  #end(): void {
    clearInterval(this.#heartbeat);
    this.#closed.abort();
  }
}
