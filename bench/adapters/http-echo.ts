import type { Address, EventSystem, Sample } from '../event-system';
import { HttpPublisher } from './http-publisher';

const DONE = 200;

/** A server that echoes the request body: the cost of `node:http` alone. */
export class HttpEcho implements EventSystem {
  readonly #publisher: HttpPublisher;

  constructor({ url }: Address) {
    this.#publisher = new HttpPublisher(url, 'application/json');
  }

  async publish({ id, json }: Sample): Promise<void> {
    const answer = await this.#publisher.post(json, DONE);
    if (!answer.includes(id)) throw new Error(`Expected ${id} in the echo, got ${answer}`);
  }

  async close(): Promise<void> {
    this.#publisher.close();
  }
}
