import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { TcpProxy } from './tcp-proxy';

describe('TcpProxy', () => {
  let heard: string;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard += chunk;
      socket.write(`${chunk}!`);
    });
  });
  let proxy: TcpProxy;
  let client: Socket;
  beforeEach(async () => {
    heard = '';
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await new TcpProxy(() => (server.address() as AddressInfo).port).listen();
    client = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    client.on('error', () => {});
    await once(client, 'connect');
  });
  afterEach(async () => {
    client.destroy();
    await proxy.close();
    await new Promise((done) => server.close(done));
  });
  const answer = async () => String((await once(client, 'data'))[0]);

  it('passes both directions on', async () => {
    client.write('a');
    expect(await answer()).toBe('a!');
  });

  it('keeps connections open in silence, and lets new ones through', async () => {
    client.write('a');
    expect(await answer()).toBe('a!');
    proxy.silence();
    client.write('b');
    const another = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    another.write('c');
    expect(String((await once(another, 'data'))[0])).toBe('c!');
    another.destroy();
    expect(heard).toBe('ac');
    expect(client.destroyed).toBe(false);
  });

  it('loses an answer after the request got through, and the connection with it', async () => {
    proxy.onAnswer = () => 'lose';
    client.write('a');
    await once(client, 'close');
    expect(heard).toBe('a');
  });

  it('cuts what is open, and new connections when it is told to', async () => {
    client.write('a');
    await answer();
    proxy.cut();
    await once(client, 'close');
    proxy.onConnection = () => 'cut';
    const next = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    next.on('error', () => {});
    next.write('b');
    await once(next, 'close');
    expect(heard).toBe('a');
  });

  it('stalls, and resumes where it was, in order', async () => {
    proxy.stall();
    client.write('a');
    proxy.delayMs = 5;
    client.write('b');
    proxy.delayMs = 0;
    proxy.resume();
    let text = '';
    while (text.length < 3) text += await answer();
    expect(heard).toBe('ab');
  });
});
