import { once } from 'node:events';
import axios from 'axios';
import express from 'express';
import type { Address, EventSystem, Following, Handler, Sample } from '../event-system';
import { HttpPublisher } from './http-publisher';

const JSON_TYPE = 'application/json';
const DONE = 200;

/** The course's bus as its services use it: they listen on the ports it expects, and replay by GET /events. */
export class CourseBus implements EventSystem {
  readonly isUnordered = true;
  readonly #url: string;
  readonly #publisher: HttpPublisher;
  readonly #freePorts: number[];

  constructor({ url, listenerPorts }: Address) {
    this.#url = url;
    this.#publisher = new HttpPublisher(url, JSON_TYPE);
    this.#freePorts = [...listenerPorts];
  }

  async publish({ json }: Sample): Promise<void> {
    await this.#publisher.post(json, DONE);
  }

  async head(): Promise<number> {
    return (await this.#history()).length;
  }

  /** Listens first, then fetches the history, as the course's query does; the gap between the two is the course's. */
  async follow({ after, handle }: { after: number; handle: Handler }): Promise<Following> {
    const app = express();
    app.use(express.json());
    app.post('/events', (request, response) => {
      handle(request.body);
      response.send({});
    });
    const port = this.#freePorts.shift();
    const server = app.listen(port ?? 0, '127.0.0.1');
    await once(server, 'listening');
    for (const event of (await this.#history()).slice(after)) handle(event);
    return {
      stop: async () => {
        if (port !== undefined) this.#freePorts.push(port);
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      },
    };
  }

  async storedIds(): Promise<string[]> {
    return (await this.#history()).map(({ id }) => id);
  }

  async close(): Promise<void> {
    this.#publisher.close();
  }

  async #history(): Promise<{ id: string }[]> {
    return (await axios.get<{ id: string }[]>(`${this.#url}/events`, { proxy: false })).data;
  }
}
