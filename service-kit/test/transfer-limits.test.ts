import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Router } from 'express';
import pino from 'pino';
import request from 'supertest';
import {
  ByteBudget,
  createApp,
  createHttpServer,
  deliveryRoute,
  EventStream,
  jsonBody,
  receiveDeliveries,
  type StoredEvent,
  type TransferLimits,
} from '../src/index';
import { eventually } from './eventually';

const MIB = 1024 * 1024;
/** More than the buffers of a connection hold. */
const LARGE = 'x'.repeat(16 * MIB);

describe('the bodies and answers of an app', () => {
  let server: Server;
  let limits: TransferLimits;
  let received: number;
  const sockets: Socket[] = [];

  const open = async (given: Partial<TransferLimits> = {}) => {
    limits = { budget: new ByteBudget(40 * MIB), bodyStallMsMax: 60_000, writeStallMsMax: 60_000, ...given };
    received = 0;
    const router = Router();
    router.post('/echo', jsonBody(4 * MIB), (request_, response) => void response.json(request_.body));
    router.get('/large', (_request, response) => void response.json(LARGE));
    router.post('/large', (_request, response) => void response.json(LARGE));
    router.get('/stream', async (request_, response) => {
      const closing = new AbortController().signal;
      const stream = new EventStream(request_, response, {
        contentType: 'text/plain',
        heartbeat: '\n',
        closing,
      });
      while (!stream.closed.aborted) await stream.writeNext(() => ({ text: Buffer.alloc(MIB) }));
    });
    const handle = async (events: readonly StoredEvent[]) => {
      received += events.length;
    };
    const app = createApp({
      routers: [router],
      endpoints: [receiveDeliveries(deliveryRoute({ path: '/events', summary: 'Takes events' }), handle)],
      openApi: {},
      readiness: () => ({ ready: true, checks: {} }),
      logger: pino({ level: 'silent' }),
      transfer: limits,
    });
    server = createHttpServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  };
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** A client that sends something and takes nothing of what comes, unless it is told to. */
  const send = (text: string) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {});
    socket.write(text);
    return socket;
  };
  const answerOf = async (socket: Socket) => {
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  const head = (path: string, bytes: number) =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`;
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const isFree = () => eventually(() => expect(limits.budget.usedBytes).toBe(0));
  const echo = (bytes = 10) =>
    request(server)
      .post('/echo')
      .send(['x'.repeat(bytes)]);

  describe('a body', () => {
    it('counts with what has come of it until it is answered, and costs nothing before', async () => {
      await open();
      const socket = send(head('/echo', MIB));
      socket.write(`["${'x'.repeat(1000)}`);
      await eventually(() => expect(limits.budget.usedBytes).toBe(1002));
      expect((await echo()).status).toBe(200);
      socket.destroy();
      await isFree();
    });

    it('is refused with 503 when there is no room, while small ones have theirs', async () => {
      await open({ budget: new ByteBudget(MIB) });
      limits.budget.take(850 * 1024);
      const { status, body, headers } = await echo(100_000);
      expect([status, body.code, headers['retry-after']]).toEqual([503, 'service.overloaded', '1']);
      expect((await echo(10_000)).status).toBe(200);
    });

    it('gives way to others if it is unfinished and late', async () => {
      let nowMs = 0;
      await open({ budget: new ByteBudget(MIB, () => nowMs) });
      const socket = send(head('/echo', MIB));
      const answer = answerOf(socket);
      socket.write(`["${'x'.repeat(800_000)}`);
      await eventually(() => expect(limits.budget.usedBytes).toBe(800_002));
      expect((await echo(500_000)).status).toBe(503);
      nowMs = 60_000;
      expect((await echo(500_000)).status).toBe(200);
      expect(await answer).toMatch(/^HTTP\/1.1 503 .*Connection: close.*service\.overloaded/s);
      await isFree();
    });

    it.each(['/echo', '/events'])(
      'that makes no progress is answered 408, and its connection closed (%s)',
      async (path) => {
        await open({ bodyStallMsMax: 100 });
        const start = head(path, 1_000).replace(
          'application/json',
          path === '/events' ? 'application/cloudevents+json' : 'application/json',
        );
        const answer = await answerOf(send(`${start}{"half`));
        expect(answer).toMatch(/^HTTP\/1.1 408 .*Connection: close.*request\.timeout/s);
        await isFree();
        expect(received).toBe(0);
      },
    );

    it('of a delivery counts as well', async () => {
      await open({ budget: new ByteBudget(MIB) });
      const type = 'application/cloudevents-batch+json';
      const event = { specversion: '1.0', id: '1', source: '/s', type: 'T', position: 1, storedtime: 't' };
      const deliver = (data: string) =>
        request(server)
          .post('/events')
          .set('Content-Type', type)
          .send(JSON.stringify([{ ...event, data }]));
      expect((await deliver('x')).status).toBe(204);
      expect((await deliver('x'.repeat(MIB))).body).toMatchObject({ code: 'service.overloaded' });
      expect(received).toBe(1);
      await isFree();
    });

    it('comes byte by byte and is put together', async () => {
      await open();
      const text = JSON.stringify(['y'.repeat(2_000)]);
      const chunks = [...text].map((character) => `1\r\n${character}\r\n`).join('');
      const socket = send(
        'POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      socket.write(`${chunks}0\r\n\r\n`);
      expect((await answerOf(socket)).endsWith(text)).toBe(true);
    });

    it('is refused with 415 if it is compressed', async () => {
      await open();
      const { status, body } = await echo().set('Content-Encoding', 'gzip');
      expect([status, body.code]).toEqual([415, 'request.unsupported_media_type']);
    });
  });

  describe('an answer', () => {
    it('counts until it has left, and one beyond the budget is refused with 503', async () => {
      await open();
      const readers = [send(get('/large')), send(get('/large'))];
      await eventually(() => expect(limits.budget.usedBytes).toBeGreaterThanOrEqual(32 * MIB));
      const { status, body, headers } = await request(server).get('/large');
      expect([status, body.code, headers['retry-after']]).toEqual([503, 'service.overloaded', '1']);
      expect((await echo()).status).toBe(200);
      for (const reader of readers) reader.resume();
      await isFree();
      expect((await request(server).get('/large')).status).toBe(200);
    });

    it('to a change is never refused: it would be made again', async () => {
      await open({ budget: new ByteBudget(MIB) });
      expect((await request(server).post('/large')).status).toBe(200);
    });

    it('that nobody takes gives way to one that is wanted', async () => {
      let nowMs = 0;
      await open({ budget: new ByteBudget(20 * MIB, () => nowMs) });
      const closed = once(send(get('/large')), 'close');
      await eventually(() => expect(limits.budget.usedBytes).toBeGreaterThanOrEqual(16 * MIB));
      nowMs = 60_000;
      sockets[0]?.on('data', () => {});
      sockets[0]?.pause();
      expect((await request(server).get('/large')).status).toBe(200);
      sockets[0]?.resume();
      await closed;
    });

    it.each([
      ['nobody takes', '/large'],
      ['of a stream nobody takes', '/stream'],
    ])('that %s costs its connection', async (_what, path) => {
      await open({ writeStallMsMax: 100 });
      const [connection] = await Promise.all([once(server, 'connection'), send(get(path))]);
      await once(connection[0] as Socket, 'close');
      await isFree();
    });
  });
});
