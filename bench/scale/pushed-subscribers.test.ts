import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inGroups } from './in-groups';
import { PushedSubscribers } from './pushed-subscribers';

const IDS = ['a', 'b'];
const EVENTS = IDS.map((id) => JSON.stringify({ id }));

describe('subscribers', () => {
  /** A bus that accepts subscriptions; the test itself delivers. */
  let bus: Server;
  let urls: string[];
  let subscribers: PushedSubscribers;

  beforeEach(async () => {
    urls = [];
    bus = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        if (request.method === 'PUT') urls.push(JSON.parse(Buffer.concat(chunks).toString()).url);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => bus.listen(0, '127.0.0.1', resolve));
    const { port } = bus.address() as AddressInfo;
    subscribers = await PushedSubscribers.start(`http://127.0.0.1:${port}`, 2);
    await subscribers.subscribe();
  });

  afterEach(async () => {
    await subscribers.stop();
    bus.closeAllConnections();
    await new Promise((resolve) => bus.close(resolve));
  });

  const deliver = (index: number, events: readonly string[]) =>
    inGroups(events, (body) => fetch(urls[index] as string, { method: 'POST', body }));

  it('tell when each of them has received the wanted number of events', async () => {
    const reached = subscribers.received(2);

    await deliver(0, EVENTS);
    await deliver(1, EVENTS);

    expect((await reached).map((ids) => ids.sort())).toEqual([IDS, IDS]);
  });

  it.each([
    ['lost', EVENTS.slice(0, 1)],
    ['delivered twice', [...EVENTS, ...EVENTS.slice(0, 1)]],
    ['out of order', [...EVENTS].reverse()],
  ])('fail if an event was %s', async (_fault, delivered) => {
    for (const event of EVENTS) await deliver(0, [event]);
    for (const event of delivered) await deliver(1, [event]);

    await expect(subscribers.unsubscribe(IDS)).rejects.toThrow('Expected subscriber 1 to receive a,b');
  });
});
