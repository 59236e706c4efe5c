import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What becomes of an answer on its way back. */
export type AnswerFate = 'pass' | 'lose';

/**
 * A network between a client and a server on loopback, which the test decides about: it cuts connections before a
 * request gets through, loses answers after it did, delays, and stalls.
 */
export class TcpProxy {
  /** Asked for each new connection: a cut one is closed before anything gets through. */
  onConnection: () => 'open' | 'cut' = () => 'open';
  /** Asked when the server begins to answer: a lost answer costs the connection. */
  onAnswer: () => AnswerFate = () => 'pass';
  /** Added to every chunk of both directions. */
  delayMs = 0;
  readonly #targetPort: () => number;
  readonly #sockets = new Set<Socket>();
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

  /** Cuts every connection that there is. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Lets nothing through until `resume`; connections stay open. */
  stall(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  resume(): void {
    for (const socket of this.#sockets) socket.resume();
  }

  async close(): Promise<void> {
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
    from.on('data', (chunk: Buffer) => {
      if (fate() === 'lose') {
        from.destroy();
        to.destroy();
        return;
      }
      const pass = () => {
        if (!to.destroyed && !to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      };
      if (this.delayMs === 0) pass();
      else setTimeout(pass, this.delayMs);
    });
    from.on('error', () => {});
    from.on('end', () => to.end());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
