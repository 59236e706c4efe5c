import { connect, type Socket } from 'node:net';
import { type Answer, NoAnswer, readAnswer } from './read-answer';

/** A connection to a service that sends arbitrary bytes and reads answers. */
export class HttpConnection {
  readonly #socket: Socket;
  #came: Buffer = Buffer.alloc(0);
  #ended = false;
  #error: Error | undefined;
  #changed: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#came = this.#came.length === 0 ? chunk : Buffer.concat([this.#came, chunk]);
      this.#changed();
    });
    const end = (error?: Error) => {
      this.#ended = true;
      this.#error ??= error;
      this.#changed();
    };
    socket.on('end', () => end());
    socket.on('close', () => end());
    socket.on('error', end);
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new HttpConnection(socket);
  }

  /** Whether it can no longer be used, or has received unexpected bytes. */
  get isSpent(): boolean {
    return this.#ended || this.#came.length > 0;
  }

  write(bytes: Buffer): void {
    if (!this.#ended) this.#socket.write(bytes);
  }

  /** Sends FIN; answers can still be read. */
  halfClose(): void {
    this.#socket.end();
  }

  /** Closes the connection, with FIN or RST. */
  leave(how: 'FIN' | 'RST' = 'FIN'): void {
    if (how === 'FIN') this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  /**
   * Waits for the next answer; undefined if the service closes the connection instead.
   * @throws NoAnswer  other bytes came, or no answer within `withinMs`
   */
  async answer(method: string, withinMs: number): Promise<Answer | undefined> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#changed();
    }, withinMs);
    try {
      while (true) {
        const read = readAnswer(this.#came, method);
        if (read !== undefined) {
          this.#came = this.#came.subarray(read.end);
          return read.answer;
        }
        if (this.#ended) return undefined;
        if (isLate) throw new NoAnswer(`Expected an answer within ${withinMs} ms, got none.`);
        await new Promise<void>((resolve) => {
          this.#changed = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Why the connection ended, if not normally. */
  get error(): Error | undefined {
    return this.#error;
  }
}
