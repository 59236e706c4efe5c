import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { pause } from '@blog/service-kit';
import type { LinkPort } from '../domain/links';

const HOST = '127.0.0.1';
/** Retry interval for listening: while the port is unused, another program's connection may take it. */
const LISTEN_AGAIN_MS = 100;
const PROBE_MS = 200;

/**
 * A network link between programs on this machine that can be slowed down or cut. Per direction of a connection it buffers at
 * most one chunk (64 KiB) and the sockets' own buffers: a slow reader slows down the writer.
 */
export class TcpRelay implements LinkPort {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #isMirror: boolean;
  readonly #beforeSend: (() => Promise<void>) | undefined;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #isUp: boolean;
  #isProbing = false;
  #isCut = false;
  #isClosed = false;
  #delayMs = 0;
  /** Aborted when the delay changes, which releases waiting chunks. */
  #waits = new AbortController();

  /**
   * `target` is the other end, which need not be listening: connections are then reset. A mirror refuses them instead, as the
   * target would, so that callers can tell that apart from a broken call. `beforeSend` is awaited before each chunk to the
   * target.
   */
  constructor(
    target: { host: string; port: number },
    options: { isMirror?: boolean; beforeSend?: () => Promise<void> } = {},
  ) {
    const { isMirror = false, beforeSend } = options;
    this.#target = target;
    this.#isMirror = isMirror;
    this.#beforeSend = beforeSend;
    this.#isUp = !isMirror;
  }

  /** Listens on this port of 127.0.0.1, or on a free one, and keeps it. @throws Error  from Node, such as `EADDRINUSE` */
  async open(port = 0): Promise<void> {
    const server = this.#newServer();
    server.listen(port, HOST);
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#update();
    void this.#probe();
  }

  get url(): string {
    return `http://${HOST}:${this.#port}`;
  }

  /**
   * `cut` destroys all connections and refuses new ones; `slow` delays each chunk by `delayMs`, in order. Data that arrives
   * during a chunk's delay is sent with the next one.
   */
  set({ state, delayMs }: Parameters<LinkPort['set']>[0]): void {
    this.#isCut = state === 'cut';
    this.#delayMs = delayMs;
    this.#waits.abort();
    this.#waits = new AbortController();
    if (this.#isCut) this.#destroyAll();
    this.#update();
  }

  /** For a mirror that refuses connections: probes the target and, if that accepts, resolves once the mirror accepts too. */
  async look(): Promise<void> {
    if (this.#isUp || this.#isClosed) return;
    const probe = connect(this.#target);
    try {
      await once(probe, 'connect');
    } catch {
      return;
    } finally {
      probe.destroy();
    }
    this.#isUp = true;
    this.#update();
    const server = this.#server;
    // If the port is taken, the server retries by itself.
    if (server !== undefined && !server.listening) await once(server, 'listening').catch(() => {});
  }

  close(): void {
    this.#isClosed = true;
    this.#update();
    this.#destroyAll();
  }

  #update(): void {
    const isWanted = this.#isUp && !this.#isCut && !this.#isClosed;
    if (isWanted) this.#listenAgain();
    else {
      this.#server?.close();
      this.#server = undefined;
    }
  }

  #listenAgain(): void {
    if (this.#server !== undefined) return;
    const server = this.#newServer();
    this.#server = server;
    server.listen(this.#port, HOST);
  }

  #newServer(): Server {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
    return server.on('error', () => {
      setTimeout(() => {
        if (this.#server === server && !server.listening) server.listen(this.#port, HOST);
      }, LISTEN_AGAIN_MS);
    });
  }

  /** Probes until the target accepts connections. */
  async #probe(): Promise<void> {
    if (this.#isProbing) return;
    this.#isProbing = true;
    while (!this.#isUp && !this.#isClosed) {
      await this.look();
      if (!this.#isUp) await pause(PROBE_MS);
    }
    this.#isProbing = false;
  }

  #wasRefused(): void {
    if (!this.#isMirror || !this.#isUp) return;
    this.#isUp = false;
    this.#update();
    void this.#probe();
  }

  #destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(client: Socket): void {
    const server = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    const refused = () => this.#wasRefused();
    server.once('error', refused).once('connect', () => server.off('error', refused));
    this.#join(client, server, this.#beforeSend);
    this.#join(server, client);
  }

  #join(from: Socket, to: Socket, beforeSend?: () => Promise<void>): void {
    this.#sockets.add(from);
    from.on('error', () => {});
    from.once('close', () => {
      this.#sockets.delete(from);
      // If both directions have ended, data still in flight must arrive.
      if (!from.readableEnded || !from.writableFinished) to.resetAndDestroy();
    });
    // A failing side closes, which is handled above.
    this.#pass(from, to, beforeSend).catch(() => {});
  }

  /** Sends one chunk after the other, so that none overtakes another however long each waits. */
  async #pass(from: Socket, to: Socket, beforeSend?: () => Promise<void>): Promise<void> {
    // By default the iterator destroys the socket at its end: a client that has sent everything would get no answer.
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      if (this.#delayMs > 0) await pause(this.#delayMs, this.#waits.signal);
      await beforeSend?.();
      if (!to.write(chunk)) await once(to, 'drain');
    }
    to.end();
  }
}
