import http from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { BusUnderTest } from './bus-under-test';

/** Nothing waits for a retry within a test, and one failure parks. */
const STRICT = { attemptsMax: 1, backoffFirstMs: 60_000, backoffMaxMs: 60_000 };

describe('a delivery that may not have reached anyone', () => {
  let bus: BusUnderTest;
  let server: Server;
  const sockets = new Set<Socket>();
  beforeEach(async () => {
    bus = await new BusUnderTest().open();
  });
  afterEach(async () => {
    await bus.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const listen = async (given: Server) => {
    server = given.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const subscribe = async (url: string) => {
    const { status } = await request(bus.server)
      .put('/subscriptions/sub')
      .send({ url, ...STRICT });
    expect(status).toBe(201);
  };
  const view = async () => (await request(bus.server).get('/subscriptions/sub')).body;

  it.each<[string, string, () => Server, RegExp]>([
    [
      'to something that speaks no TLS',
      'https',
      () => createServer((socket) => socket.end('HTTP/1.1 400 \r\n\r\n')),
      /^No connection \(E/,
    ],
    ['to an HTTP server, by https', 'https', () => http.createServer(), /^No connection \(E/],
    [
      'to a TLS server with which no connection comes to be',
      'https',
      () => tls.createServer(),
      /^No connection \(E/,
    ],
    [
      'to something that closes at once',
      'https',
      () => createServer((socket) => socket.destroy()),
      /^No connection \(E/,
    ],
    [
      'to a TLS server, by http',
      'http',
      () => createServer((socket) => socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 70]))),
      /speak HTTP/,
    ],
  ])('%s is waited for, and counts against no event', async (_what, scheme, create, lastError) => {
    const port = await listen(create());
    await subscribe(`${scheme}://127.0.0.1:${port}/events`);
    await bus.publish(1);
    await eventually(async () => {
      expect(await view()).toMatchObject({
        state: 'retrying',
        parked: 0,
        lastError: expect.stringMatching(lastError),
      });
    });
  });

  /** Answers by the request's number on its connection, and the connection's number; both from 1. */
  const answering = (answer: (request: number, connection: number) => number | 'reset') => {
    let connections = 0;
    const served = new Map<Socket, { connection: number; requests: number }>();
    return http.createServer((incoming, response) => {
      const { socket } = incoming.resume();
      const known = served.get(socket) ?? { connection: ++connections, requests: 0 };
      served.set(socket, known);
      known.requests += 1;
      incoming.once('end', () => {
        const status = answer(known.requests, known.connection);
        if (status === 'reset') socket.resetAndDestroy();
        else response.writeHead(status).end();
      });
    });
  };

  it('is made again at once if a connection that was kept is reset', async () => {
    const resets: number[] = [];
    const port = await listen(
      answering((nth, connection) => {
        if (nth === 1) return 204;
        resets.push(connection);
        return 'reset';
      }),
    );
    await subscribe(`http://127.0.0.1:${port}/events`);
    for (let count = 1; count <= 3; count += 1) {
      await bus.publish(1);
      await eventually(async () =>
        expect(await view()).toMatchObject({ position: count, parked: 0, lastError: null }),
      );
    }
    expect(resets).toEqual([1, 2]);
  });

  it('goes over a new connection after an answer that is no success: another server may be behind the address', async () => {
    const statuses = [503, 500, 404, 429];
    const connections: number[] = [];
    const port = await listen(
      answering((_nth, connection) => {
        connections.push(connection);
        return statuses[connection - 1] ?? 204;
      }),
    );
    await request(bus.server)
      .put('/subscriptions/sub')
      .send({ url: `http://127.0.0.1:${port}/events`, backoffFirstMs: 10, backoffMaxMs: 10 });
    await bus.publish(1);
    await eventually(async () => expect(await view()).toMatchObject({ position: 1 }));
    await bus.publish(1);
    await eventually(async () => expect(await view()).toMatchObject({ position: 2 }));
    expect(connections).toEqual([1, 2, 3, 4, 5, 5]);
  });
});
