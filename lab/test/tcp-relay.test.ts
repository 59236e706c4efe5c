import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '../../service-kit/test/eventually';
import { TcpRelay } from '../src/network/tcp-relay';

let server: Server;
let relay: TcpRelay;
let serve: (socket: Socket) => void;
beforeEach(async () => {
  // Echoes the whole message once it has ended.
  serve = (socket) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => socket.end(Buffer.concat(chunks)));
  };
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  relay = new TcpRelay({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  await relay.open();
});
afterEach(async () => {
  relay.close();
  await new Promise((done) => server.close(done));
});

const call = () => connect({ port: Number(new URL(relay.url).port), host: '127.0.0.1', allowHalfOpen: true });
const failure = async (socket: Socket) => {
  const [error] = await once(socket, 'error');
  return (error as { code: string }).code;
};
async function echoed(message: string): Promise<string> {
  const client = call();
  client.end(message);
  return text(client);
}

it('passes on everything both ways, to its end', async () => {
  const message = 'äöü, 0123456789\n'.repeat(200_000);
  // A failed comparison of texts this long would be printed in full.
  expect((await echoed(message)) === message).toBe(true);
});

it('destroys open connections and refuses new ones while it is cut, and is back on the same port', async () => {
  const client = call();
  client.write('half a ');
  await once(server, 'connection');
  const { url } = relay;
  const failed = failure(client);
  relay.set({ state: 'cut', delayMs: 0 });
  expect(await failed).toBe('ECONNRESET');
  expect(await failure(call())).toBe('ECONNREFUSED');
  relay.set({ state: 'open', delayMs: 0 });
  expect(relay.url).toBe(url);
  expect(await echoed('again')).toBe('again');
});

it('delays each chunk, in order, also on connections that were open already', async () => {
  serve = (socket) => socket.pipe(socket);
  const client = call();
  client.write('0');
  await once(client, 'data');
  relay.set({ state: 'slow', delayMs: 60 });
  const startMs = performance.now();
  client.end('123');
  expect(await text(client)).toBe('123');
  // There and back; timers may be a millisecond early.
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(118);
});

it('releases delayed chunks immediately when it is opened', async () => {
  relay.set({ state: 'slow', delayMs: 10_000_000 });
  const answer = echoed('held back');
  await once(server, 'connection');
  relay.set({ state: 'open', delayMs: 0 });
  expect(await answer).toBe('held back');
});

it('makes a fast writer wait for a slow reader', async () => {
  const connected = new Promise<Socket>((resolve) => {
    serve = resolve;
  });
  const client = call();
  const piece = Buffer.alloc(64 * 1024);
  let written = 0;
  // Writes until the buffers of the two connections are full.
  const blocked = new Promise<void>((resolve) => {
    const write = () => {
      while (written < 256 * 1024 * 1024) {
        written += piece.length;
        if (!client.write(piece)) {
          const full = setTimeout(resolve, 500);
          client.once('drain', () => {
            clearTimeout(full);
            write();
          });
          return;
        }
      }
      resolve();
    };
    write();
  });
  const socket = await connected;
  await blocked;
  expect(written).toBeLessThan(64 * 1024 * 1024);
  client.end();
  let read = 0;
  for await (const chunk of socket) read += (chunk as Buffer).length;
  expect(read).toBe(written);
  socket.end();
});

it('resets new connections while its target is down', async () => {
  await new Promise((done) => server.close(done));
  expect(await failure(call())).toBe('ECONNRESET');
  expect(await failure(call())).toBe('ECONNRESET');
});

it('as a mirror, refuses new connections while its target is down, and is back when the target is', async () => {
  relay.close();
  const { port } = server.address() as AddressInfo;
  relay = new TcpRelay({ host: '127.0.0.1', port }, { isMirror: true });
  await relay.open();
  const untilRefused = () => eventually(async () => expect(await failure(call())).toBe('ECONNREFUSED'));
  const untilUp = () =>
    eventually(async () => {
      const answer = call();
      answer.end('up');
      const [first] = await once(answer, 'data');
      expect(String(first)).toBe('up');
    });
  await untilUp();
  const { url } = relay;
  await new Promise((done) => server.close(done));
  // The first caller after the end gets a connection that is reset.
  expect(await failure(call())).toBe('ECONNRESET');
  await untilRefused();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await untilUp();
  expect(relay.url).toBe(url);
});
