import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { pause } from '@blog/service-kit';
import type { LinkPort } from '../domain/links';

const HOST = '127.0.0.1';
/** While nothing listens on it, a port can be taken by a connection that somebody opens meanwhile. */
const LISTEN_AGAIN_MS = 100;

/**
 * A network between programs of this machine that can be slowed down or cut. It holds at most a chunk (64 KiB) and the
 * sockets' own buffers of each direction of a connection: a slow reader slows down the writer.
 */
export class TcpRelay implements LinkPort {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #isUp = true;
  #isCut = false;
  #delayMs = 0;
  /** Aborted when the delay changes: what waits goes on. */
  #waits = new AbortController();

  /** `target` is where the connections lead to, whether somebody listens there or not. */
  constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  /** Listens on a free port of 127.0.0.1, which stays the same. */
  async open(): Promise<void> {
    this.#listen();
    await once(this.#server as Server, 'listening');
    this.#port = ((this.#server as Server).address() as AddressInfo).port;
  }

  get url(): string {
    return `http://${HOST}:${this.#port}`;
  }

  /**
   * `cut` destroys all connections and refuses new ones; `slow` holds back each chunk by `delayMs`, in order. What came within the
   * delay of a chunk goes with the next.
   */
  set({ state, delayMs }: Parameters<LinkPort['set']>[0]): void {
    this.#isCut = state === 'cut';
    this.#delayMs = delayMs;
    this.#waits.abort();
    this.#waits = new AbortController();
    if (this.#isCut) this.#destroyAll();
    this.#update();
  }

  /**
   * While the target is down, new connections are refused, as by the target itself: who calls can tell that from a call that
   * was broken off. Without that they are reset.
   */
  targetIs(isUp: boolean): void {
    this.#isUp = isUp;
    this.#update();
  }

  close(): void {
    this.#isUp = false;
    this.#update();
    this.#destroyAll();
  }

  #update(): void {
    if (this.#isUp && !this.#isCut) this.#listen();
    else {
      this.#server?.close();
      this.#server = undefined;
    }
  }

  #listen(): void {
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
    this.#server = server;
    server.on('error', () => {
      setTimeout(() => {
        if (this.#server === server) server.listen(this.#port, HOST);
      }, LISTEN_AGAIN_MS);
    });
    server.listen(this.#port, HOST);
  }

  #destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(client: Socket): void {
    const server = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    this.#join(client, server);
    this.#join(server, client);
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('error', () => {});
    from.once('close', () => {
      this.#sockets.delete(from);
      // If both directions have come to their end, what is still on its way shall arrive.
      if (!from.readableEnded || !from.writableFinished) to.resetAndDestroy();
    });
    // Whichever side has failed closes, and that is heard above.
    this.#pass(from, to).catch(() => {});
  }

  /** One chunk after the other, so that none overtakes another, whatever each waits for. */
  async #pass(from: Socket, to: Socket): Promise<void> {
    // The iterator would otherwise destroy the socket at its end: a client that has sent everything would get no answer.
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      if (this.#delayMs > 0) await pause(this.#delayMs, this.#waits.signal);
      if (!to.write(chunk)) await once(to, 'drain');
    }
    to.end();
  }
}
