import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Servers close a keep-alive connection after 5 s or more: one idle for longer than this may be about to close. */
const IDLE_MS_MAX = 1_000;

/** One keep-alive connection with one request in flight and minimal overhead above the socket. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #head: string;
  #received = '';
  #waiting: Waiting | undefined;
  #idleSinceMs = performance.now();

  private constructor(socket: Socket, head: string) {
    this.#socket = socket;
    this.#head = head;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('The server closed a connection.')));
  }

  static async open(url: string, contentType: string): Promise<HttpConnection> {
    const { hostname, port, host } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    const head = `POST /events HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${contentType}\r\nContent-Length: `;
    return new HttpConnection(socket, head);
  }

  /** Call it only after the previous answer has come. */
  post(body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(`${this.#head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  /** Whether it is open, and not idle for so long that the server may be closing it. */
  get isUsable(): boolean {
    return this.#socket.writable && performance.now() - this.#idleSinceMs < IDLE_MS_MAX;
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const received = this.#received + chunk.toString('latin1');
    const headEnd = received.indexOf('\r\n\r\n');
    this.#received = received;
    if (headEnd < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1];
    if (length === undefined) {
      this.#fail(new Error('Expected an answer with a Content-Length.'));
      return;
    }
    const bodyStart = headEnd + 4;
    if (received.length < bodyStart + Number(length)) return;
    this.#received = '';
    this.#idleSinceMs = performance.now();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status: Number(received.slice(9, 12)), body: received.slice(bodyStart) });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
