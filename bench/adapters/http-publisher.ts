import { HttpConnection } from './http-connection';

const CONNECTIONS_MAX = 64;

/** Posts texts to `/events`, one per request, over keep-alive connections: one per request in flight, at most 64. */
export class HttpPublisher {
  readonly #connect: () => Promise<HttpConnection>;
  readonly #all = new Set<HttpConnection>();
  readonly #free: HttpConnection[] = [];
  readonly #waiting: ((connection: HttpConnection) => void)[] = [];
  #opening = 0;

  constructor(url: string, contentType: string) {
    this.#connect = () => HttpConnection.open(url, contentType);
  }

  /** Resolves with the body of the answer. @throws Error  the status was not `expected` */
  async post(body: string, expected: number): Promise<string> {
    const connection = this.#freeOne() ?? (await this.#another());
    const answer = await connection.post(body);
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(connection);
    else next(connection);
    if (answer.status === expected) return answer.body;
    throw new Error(`Expected status ${expected}, got ${answer.status} ${answer.body}`);
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }

  #freeOne(): HttpConnection | undefined {
    for (let one = this.#free.pop(); one !== undefined; one = this.#free.pop()) {
      if (one.isUsable) return one;
      one.close();
      this.#all.delete(one);
    }
    return undefined;
  }

  async #another(): Promise<HttpConnection> {
    if (this.#all.size + this.#opening >= CONNECTIONS_MAX)
      return new Promise((resolve) => this.#waiting.push(resolve));
    this.#opening += 1;
    const connection = await this.#connect();
    this.#all.add(connection);
    this.#opening -= 1;
    return connection;
  }
}
