import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BusClient, BusRefused, BusUnavailable, type StoredEvent } from '../src/index';
import { eventually } from './eventually';

const LOG = { 'Event-Log': 'log-1', 'Event-Log-Epoch': 'epoch-2', 'Event-Log-Head': '7' };
const event = (position: number): StoredEvent => ({
  specversion: '1.0',
  id: String(position),
  source: '/test',
  type: 'Tested',
  position,
  storedtime: '2026-01-02T03:04:05Z',
});

describe('BusClient', () => {
  let server: Server;
  let bus: BusClient;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    bus = new BusClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const answers = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    answer = (_request, response) => response.writeHead(status, headers).end(JSON.stringify(body));
  };
  const follow = (signal = new AbortController().signal) =>
    bus.follow({ after: 3, name: 'me', instance: 'one', signal });

  it('publishes a batch as it is given', async () => {
    let came = '';
    answer = (request, response) => {
      request.on('data', (chunk) => {
        came += chunk;
      });
      request.on('end', () => {
        came += ` as ${request.headers['content-type']}`;
        response.writeHead(201).end('[{"id":"a","position":1},{"id":"b","position":2}]');
      });
    };
    expect(await bus.publish(['{"id": "a"}', '{"id": "b"}'])).toMatchObject([
      { position: 1 },
      { position: 2 },
    ]);
    expect(came).toBe('[{"id": "a"},{"id": "b"}] as application/cloudevents-batch+json');
  });

  it.each([400, 404, 409, 413, 302])(
    'takes %i as a refusal for good, with the events at fault',
    async (status) => {
      answers(status, { code: 'event.invalid', detail: 'bad', indexes: [1] });
      const error = await bus.publish(['1']).catch((caught) => caught);
      expect(error).toBeInstanceOf(BusRefused);
      expect(error).toMatchObject({ status, code: 'event.invalid', indexes: [1] });
    },
  );

  it('tells why a stream was refused, as everything else', async () => {
    answers(400, { code: 'request.invalid', detail: 'Expected instance to be another.' });
    const error = await follow().catch((caught) => caught);
    expect(error).toBeInstanceOf(BusRefused);
    expect(error.message).toMatch('400 request.invalid: Expected instance to be another.');
  });

  it.each([408, 429, 500, 502, 503, 507])(
    'takes %i as something to try again, after Retry-After',
    async (status) => {
      answers(status, '<html>', { 'Retry-After': '2' });
      const error = await bus.publish(['1']).catch((caught) => caught);
      expect(error).toBeInstanceOf(BusUnavailable);
      expect(error.retryAfterMs).toBe(2_000);
    },
  );

  it.each<[string, () => Promise<unknown>]>([
    ['publish', () => bus.publish(['1', '2'])],
    ['logState', () => bus.logState()],
    ['follow', () => follow()],
  ])('takes the answer of something that is no bus as a bus that is away (%s)', async (_name, ask) => {
    answers(200, [{ id: 'only one', position: 1 }]);
    await expect(ask()).rejects.toThrow(BusUnavailable);
    await expect(ask()).rejects.toThrow('is BUS_URL right?');
  });

  it.each([
    { id: 'a', position: 1 },
    [],
    [{ id: 'a', position: 1 }, null],
    [{ id: 'a', position: 1 }, { id: 'b' }],
    [{ id: 'a', position: 1 }, { position: 2 }],
    [
      { id: 'a', position: 1 },
      { id: 'b', position: 0 },
    ],
    [
      { id: 'a', position: 1 },
      { id: 'b', position: 1.5 },
    ],
  ])('does not take %j as the acknowledgement of two events', async (body) => {
    answers(201, body);
    await expect(bus.publish(['1', '2'])).rejects.toThrow('is BUS_URL right?');
  });

  it.each([
    [404, 'no such page'],
    [403, { error: 'forbidden' }],
    [200, 'hello'],
  ])('asks on another connection after %i from something that is no bus', async (status, body) => {
    const connections = new Set<unknown>();
    server.on('connection', (socket) => connections.add(socket));
    answers(status, body);
    await expect(bus.publish(['1'])).rejects.toThrow(BusUnavailable);
    answers(201, [{ id: 'a', position: 1 }]);
    expect(await bus.publish(['1'])).toMatchObject([{ position: 1 }]);
    expect(connections.size).toBe(2);
    await bus.publish(['1']);
    expect(connections.size).toBe(2);
  });

  it('says that the bus is away when nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(bus.logState()).rejects.toThrow(BusUnavailable);
    await expect(follow()).rejects.toThrow(BusUnavailable);
    server.listen(0);
    await once(server, 'listening');
  });

  it('ends a request when its signal is aborted', async () => {
    answer = () => {};
    await expect(bus.publish(['1'], AbortSignal.timeout(20))).rejects.toThrow(BusUnavailable);
  });

  it('reads the identity, the epoch and the head of the log', async () => {
    answer = (request, response) => response.writeHead(request.method === 'HEAD' ? 200 : 500, LOG).end();
    expect(await bus.logState()).toEqual({ log: 'log-1', epoch: 'epoch-2', head: 7 });
  });

  it('says why it may not follow, and takes anything else for another server', async () => {
    answers(409, { code: 'log.position_unknown', detail: 'the head is 2' }, LOG);
    await expect(follow()).rejects.toMatchObject({ code: 'log.position_unknown', status: 409 });
    answer = (_request, response) => response.writeHead(409).end('<html>');
    await expect(follow()).rejects.toBeInstanceOf(BusUnavailable);
    answer = (_request, response) => response.writeHead(409).end('x'.repeat(1_000_000));
    await expect(follow()).rejects.toBeInstanceOf(BusUnavailable);
  });

  it('follows: asks for what comes after, and gives the events as they come', async () => {
    let open: ServerResponse | undefined;
    let url = '';
    answer = (request, response) => {
      url = `${request.url} ${request.headers.accept}`;
      open = response;
      response.writeHead(200, LOG).flushHeaders();
    };
    const stream = await follow();
    expect(stream).toMatchObject({ log: 'log-1', head: 7 });
    expect(url).toBe('/events?after=3&checkpoints=true&follower=me&instance=one application/x-ndjson');
    const blocks = stream.blocks[Symbol.asyncIterator]();
    for (const position of [4, 5]) {
      open?.write(`${JSON.stringify(event(position))}\n`);
      expect([...(await blocks.next()).value]).toEqual([event(position)]);
    }
    open?.end();
    await expect(blocks.next()).rejects.toThrow(BusUnavailable);
  });

  it('follows some types, and gives the checkpoints between them', async () => {
    let url = '';
    const lines = [{ checkpoint: 3, id: 'c' }, event(5), { checkpoint: 9, id: 'i' }];
    answer = (request, response) => {
      url = request.url ?? '';
      response.writeHead(200, LOG).write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    };
    const { signal } = new AbortController();
    const options = { after: 3, types: ['A', 'B'], name: 'me', instance: 'one', signal };
    const { blocks } = await bus.follow(options);
    expect(url).toBe('/events?after=3&type=A,B&checkpoints=true&follower=me&instance=one');
    expect([...(await blocks[Symbol.asyncIterator]().next()).value]).toEqual(lines);
  });

  it('closes a stream that nobody has begun to read when its signal is aborted', async () => {
    answer = (_request, response) => response.writeHead(200, LOG).flushHeaders();
    const reading = new AbortController();
    const { blocks } = await follow(reading.signal);
    reading.abort();
    await eventually(async () => {
      const open = await new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
      expect(open).toBe(0);
    });
    await expect(blocks[Symbol.asyncIterator]().next()).rejects.toThrow(BusUnavailable);
  });

  it('closes the stream of something that is no bus', async () => {
    answer = (_request, response) => response.writeHead(200).flushHeaders();
    await expect(follow()).rejects.toThrow(BusUnavailable);
    await eventually(async () => {
      const open = await new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
      expect(open).toBe(0);
    });
  });

  it('subscribes and reports under the names given, whatever is in them', async () => {
    const requests: string[] = [];
    answer = (request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.writeHead(204).end();
    };
    await bus.subscribe('a/b', { url: 'http://me' });
    const report = { checkpoint: 1, error: null, setAside: 0, setAsideReason: null };
    await bus.report('a b', { instance: 'one', ...report });
    expect(requests).toEqual(['PUT /subscriptions/a%2Fb', 'PUT /followers/a%20b']);
  });
});
