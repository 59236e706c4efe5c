import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { ByteBudget, subscriptionRequest } from '@blog/service-kit';
import { eventually } from '../../service-kit/test/eventually';
import { OutgoingEvents } from '../src/domain/outgoing-events';
import { HttpDeliverer } from '../src/http/http-deliverer';

/** More than the system takes of a connection from which nobody reads. */
const EVENT_BYTES = 32 * 1024 * 1024;

describe('a subscriber that answers before it has the events', () => {
  let server: Server;
  let answer: string;
  let closed: number;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    closed = 0;
    server = createServer((socket) => {
      sockets.push(socket);
      socket
        .on('error', () => {})
        .once('close', () => {
          closed += 1;
        });
      // Reads the beginning, and no more.
      socket.once('data', () => {
        socket.pause();
        socket.write(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ['204 No Content', { kind: 'rejected', reason: 'Answered 204 before it had the events.' }],
    ['413 Content Too Large', { kind: 'refused', reason: 'Answered 413.' }],
    ['503 Service Unavailable', { kind: 'unavailable', reason: 'Answered 503.' }],
  ])('has not taken them with %s, and its connection is closed', async (status, expected) => {
    answer = `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;
    const budget = new ByteBudget(4 * EVENT_BYTES);
    const events = new OutgoingEvents(
      [{ position: 1, bytes: Buffer.alloc(EVENT_BYTES, '"') }],
      budget.take(EVENT_BYTES),
    );
    const { port } = server.address() as AddressInfo;
    const subscription = {
      ...subscriptionRequest.parse({ url: `http://127.0.0.1:${port}` }),
      types: null,
    };
    const deliverer = new HttpDeliverer({ targets: { allows: () => true }, origin: 'bus.example' });
    const outcome = await deliverer.deliver(subscription, events, new AbortController().signal);
    expect(outcome).toMatchObject(expected);
    await eventually(() => expect(budget.usedBytes).toBe(0));
    expect(events.records).toEqual([]);
    for (const socket of sockets) socket.resume();
    await eventually(() => expect(closed).toBe(1));
  });
});
