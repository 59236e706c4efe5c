import { once, setMaxListeners } from 'node:events';
import type { Request, Response } from 'express';
import { cutConnection, holderOf } from './bound-answers';
import { bytesOf } from './byte-budget';
import type { ByteLease } from './byte-lease';
import { type TransferLimits, transferLimitsOf } from './transfer-limits';

export const HEARTBEAT_MS = 15_000;
/** Smaller blocks are not counted: most fit into the socket. */
const UNCOUNTED_BYTES_MAX = 16 * 1024;

/** A text that is written in one piece. */
interface Block {
  readonly text: string | Buffer;
}

/**
 * An open answer to which blocks are written as they come. Each write waits while the reader is slow, so that at most
 * one block and the socket's own buffer are held for it; a large block waits for room in the app's byte budget.
 * A reader that takes nothing for the app's `writeStallMsMax` is disconnected; it can reconnect and resume.
 */
export class EventStream {
  readonly #response: Response;
  readonly #limits: TransferLimits;
  readonly #closed = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;

  /**
   * Ends when the reader leaves, or when `closing` is aborted. `opening` is written immediately, `heartbeat` every 15 s unless
   * the reader has not taken everything written before.
   */
  constructor(
    request: Request,
    response: Response,
    options: {
      contentType: string;
      opening?: string | undefined;
      heartbeat: string;
      closing: AbortSignal;
    },
  ) {
    this.#response = response;
    this.#limits = transferLimitsOf(request);
    response.setHeader('Content-Type', options.contentType);
    response.setHeader('Cache-Control', 'no-store');
    // nginx would otherwise buffer events.
    response.setHeader('X-Accel-Buffering', 'no');
    response.flushHeaders();
    if (options.opening !== undefined) response.write(options.opening);
    request.socket.setTimeout(0);
    this.#heartbeat = setInterval(() => {
      if (response.writableLength === 0) response.write(options.heartbeat);
    }, HEARTBEAT_MS);
    response.on('error', () => this.#end());
    response.once('close', () => this.#end());
    // Each open stream has a listener; the number of streams is bounded elsewhere.
    setMaxListeners(0, options.closing);
    if (options.closing.aborted) this.close();
    else options.closing.addEventListener('abort', this.close, { signal: this.#closed.signal });
  }

  /** Aborted once nothing more can be written. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Writes a few bytes; resolves when there is room for more. */
  async write(text: string): Promise<void> {
    if (!this.closed.aborted && !this.#response.write(text)) await this.#drain();
  }

  /**
   * Writes the block that `read` returns; resolves with it when there is room for the next, or with undefined if there was
   * none, or nothing more can be written. A block that has to wait for room is dropped and read again later, so that readers
   * that wait hold no blocks.
   */
  async writeNext<Next extends Block>(
    read: () => Next | undefined | Promise<Next | undefined>,
  ): Promise<Next | undefined> {
    const { budget } = this.#limits;
    let lease: ByteLease | undefined;
    let room = UNCOUNTED_BYTES_MAX;
    try {
      while (!this.closed.aborted) {
        const next = await read();
        if (next === undefined) return undefined;
        const length = bytesOf(next.text);
        if (length > room) {
          lease?.release();
          lease = budget.tryTakePatiently(length);
          if (lease !== undefined) room = length;
        }
        if (length <= room) {
          lease?.offer(holderOf(this.#response, length));
          if (!this.closed.aborted && !this.#response.write(next.text)) await this.#drain();
          return next;
        }
        lease = await budget.takeWhenFree(length, this.closed);
        room = length;
      }
      return undefined;
    } finally {
      lease?.release();
    }
  }

  async #drain(): Promise<void> {
    const stalled = setTimeout(() => cutConnection(this.#response), this.#limits.writeStallMsMax);
    await once(this.#response, 'drain', { signal: this.closed }).catch(() => {});
    clearTimeout(stalled);
  }

  /** Ends the stream gracefully. */
  readonly close = (): void => {
    this.#response.end();
    this.#end();
  };

  #end(): void {
    clearInterval(this.#heartbeat);
    this.#closed.abort();
  }
}
