import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What happens to an answer on its way back. */
export type AnswerFate = 'pass' | 'lose';

/**
 * A proxy between a client and a loopback server under the test's control: it cuts connections before a request gets through,
 * loses answers after it did, delays, and stalls.
 */
export class TcpProxy {
  /** Called for each new connection: a cut one is closed before anything gets through. */
  onConnection: () => 'open' | 'cut' = () => 'open';
  /** Called for each chunk of an answer: losing one closes the connection. */
  onAnswer: () => AnswerFate = () => 'pass';
  /** Delay of every chunk in ms, in either direction; the order is kept. */
  delayMs = 0;
  readonly #targetPort: () => number;
  readonly #sockets = new Set<Socket>();
  readonly #silent = new WeakSet<Socket>();
  #resume = () => {};
  #stalled: Promise<void> | undefined;
  readonly #server = createServer((client) => this.#accept(client));

  constructor(targetPort: () => number) {
    this.#targetPort = targetPort;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  /** Cuts all current connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts all connections, and new ones, until `accept`. */
  refuse(): void {
    this.onConnection = () => 'cut';
    this.cut();
  }

  accept(): void {
    this.onConnection = () => 'open';
  }

  /** Drops all data on current connections, which stay open, like a network that has forgotten them. New connections work. */
  silence(): void {
    for (const socket of this.#sockets) this.#silent.add(socket);
  }

  /** Holds all data until `resume`; connections are accepted and stay open. */
  stall(): void {
    this.#stalled ??= new Promise((resume) => {
      this.#resume = resume;
    });
  }

  resume(): void {
    this.#resume();
    this.#stalled = undefined;
  }

  async close(): Promise<void> {
    this.resume();
    this.cut();
    await new Promise((done) => this.#server.close(done));
  }

  #accept(client: Socket): void {
    if (this.onConnection() === 'cut') {
      client.destroy();
      return;
    }
    const server = connect(this.#targetPort(), '127.0.0.1');
    this.#join(client, server, () => 'pass');
    this.#join(server, client, () => this.onAnswer());
  }

  #join(from: Socket, to: Socket, fate: () => AnswerFate): void {
    this.#sockets.add(from);
    from.on('error', () => {});
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    this.#pass(from, to, fate).catch(() => {
      // Cut by either side or by the test.
      from.destroy();
      to.destroy();
    });
  }

  /** Sequentially, so that no chunk overtakes another, whatever their delays. */
  async #pass(from: Socket, to: Socket, fate: () => AnswerFate): Promise<void> {
    for await (const chunk of from) {
      if (this.#silent.has(from)) continue;
      if (fate() === 'lose') {
        to.destroy();
        return;
      }
      if (this.delayMs > 0) await delay(this.delayMs);
      await this.#stalled;
      if (!to.write(chunk)) await once(to, 'drain');
    }
    to.end();
  }
}
