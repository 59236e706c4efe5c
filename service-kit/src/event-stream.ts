import { once } from 'node:events';
import type { Request, Response } from 'express';

const SSE_TYPE = 'text/event-stream';

export const HEARTBEAT_MS = 15_000;
/** How long a reader may take nothing before its connection is closed; it can come back and resume. */
export const STALL_MS_MAX = 30_000;

/**
 * An open answer to which blocks are written as they come. `write` waits while the reader is slow, so that no
 * more than one block and the socket's own buffer are held for it.
 */
export class EventStream {
  readonly #response: Response;
  readonly #closed = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;

  /** Ends when the reader goes, or when `closing` is aborted. `heartbeat` is what a quiet stream sends every 15 s. */
  constructor(
    request: Request,
    response: Response,
    options: { contentType: string; heartbeat: string; closing: AbortSignal },
  ) {
    this.#response = response;
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
    if (this.closed.aborted || this.#response.write(block)) return;
    const stalled = setTimeout(() => this.#response.destroy(), STALL_MS_MAX);
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
