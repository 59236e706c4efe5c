import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { pause } from '@blog/service-kit';
import type { LinkPort } from '../domain/links';

/**
 * A network between programs of this machine that can be slowed down or cut. It holds at most a chunk (64 KiB) and the
 * sockets' own buffers of each direction of a connection: a slow reader slows down the writer.
 */
export class TcpRelay implements LinkPort {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
  #isCut = false;
  #delayMs = 0;
  /** Ends the waits of a slow network that is no longer slow. */
  #waits = new AbortController();

  /** `target` is where the connections lead to, whether somebody listens there or not. */
  constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  /** Listens on a free port of 127.0.0.1. */
  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** `cut` destroys all connections and refuses new ones; `slow` holds back each chunk by `delayMs`, in order. */
  set({ state, delayMs }: Parameters<LinkPort['set']>[0]): void {
    this.#isCut = state === 'cut';
    this.#delayMs = delayMs;
    this.#waits.abort();
    this.#waits = new AbortController();
    if (this.#isCut) this.#destroyAll();
  }

  close(): void {
    this.#server.close();
    this.#destroyAll();
  }

  #destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(client: Socket): void {
    if (this.#isCut) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    this.#join(client, server);
    this.#join(server, client);
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('error', () => {});
    from.once('close', () => {
      this.#sockets.delete(from);
      // If both directions came to their end, what is still on its way shall arrive.
      if (!from.readableEnded || !from.writableFinished) to.resetAndDestroy();
    });
    this.#pass(from, to).catch(() => to.destroy());
  }

  /** One chunk after the other, so that none overtakes another, whatever each waits for. */
  async #pass(from: Socket, to: Socket): Promise<void> {
    // Without this a client that has sent everything would get no answer.
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      if (this.#delayMs > 0) await pause(this.#delayMs, this.#waits.signal);
      if (!to.write(chunk)) await once(to, 'drain');
    }
    to.end();
  }
}
