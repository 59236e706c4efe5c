import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
  /** The positions in the body, or of the header for plain events. */
  readonly positions: number[];
}

type Answer = number | { status: number; headers?: Record<string, string>; body?: string } | 'hang' | 'break';

/** A real subscriber over HTTP whose answers the test decides; it remembers everything it received. */
export class SubscriberUnderTest {
  readonly received: Received[] = [];
  answer: (received: Received) => Answer = () => 204;
  readonly #server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      // OPTIONS has no body.
      const body = JSON.parse(Buffer.concat(chunks).toString() || '[]');
      const events = (Array.isArray(body) ? body : [body]) as { position?: number }[];
      const positions = events.map(({ position }) => position ?? Number(request.headers['event-position']));
      const received = { headers: request.headers, body, positions };
      this.received.push(received);
      const answer = this.answer(received);
      if (answer === 'break') request.socket.destroy();
      else if (typeof answer === 'number') response.writeHead(answer).end();
      else if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });

  get positions(): number[] {
    return this.received.flatMap(({ positions }) => positions);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/events`;
  }

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
