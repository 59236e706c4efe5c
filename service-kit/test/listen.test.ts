import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createNetServer } from 'node:net';
import { type Listening, listen } from '../src/listen';
import { hasIPv6 } from './has-ipv6';

describe('listen', () => {
  let server: Server;
  let listening: Listening | undefined;
  beforeEach(() => {
    server = createServer((_request, response) => void response.end('here'));
  });
  afterEach(() => listening?.close());

  const start = async (host: string, port = 0) => {
    listening = await listen(server, { host, port });
    return listening.port;
  };
  const ask = async (address: string, port: number) =>
    (await fetch(`http://${address}:${port}`, { headers: { connection: 'close' } })).text();
  /** Whether the system takes a connection at an address. */
  const connects = (host: string, port: number) =>
    new Promise((resolve) => {
      const socket = connect({ host, port }, () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });

  it('on localhost answers on this machine only', async () => {
    const port = await start('localhost');
    expect(await ask('127.0.0.1', port)).toBe('here');
    // All of 127.0.0.0/8 is this machine, but listening on every address would take this one too.
    if (process.platform === 'linux') expect(await connects('127.0.0.2', port)).toBe(false);
  });

  (hasIPv6 ? it : it.skip)('on localhost answers by IPv6 too, by the same port', async () => {
    const port = await start('localhost');
    expect(await ask('[::1]', port)).toBe('here');
    expect(await ask('localhost', port)).toBe('here');
  });

  (hasIPv6 ? it : it.skip)('says that its port is taken, on whichever address', async () => {
    const other = createNetServer().listen(0, '::1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start('localhost', port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(server.listening).toBe(false);
    other.close();
  });

  it('on a machine without IPv6 answers by IPv4 alone', async () => {
    const { listen: original } = createNetServer().constructor.prototype;
    const spy = jest.spyOn(createNetServer().constructor.prototype, 'listen');
    spy.mockImplementation(function (this: Server, ...args: unknown[]) {
      if ((args[0] as { host?: string }).host !== '::1') return original.apply(this, args);
      const error = Object.assign(new Error('no IPv6'), { code: 'EADDRNOTAVAIL' });
      process.nextTick(() => this.emit('error', error));
      return this;
    });
    const port = await start('localhost');
    spy.mockRestore();
    expect(await ask('127.0.0.1', port)).toBe('here');
  });

  it.each(['::', '127.0.0.1'])('on %s answers there', async (host) => {
    expect(await ask('127.0.0.1', await start(host))).toBe('here');
  });

  it('resolves its close once the last connection of each address is closed', async () => {
    const port = await start('localhost');
    const sockets = ['127.0.0.1', ...(hasIPv6 ? ['::1'] : [])].map((host) => connect({ host, port }));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await Promise.all(
      sockets.map(async (socket) => {
        socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
        await once(socket, 'data');
      }),
    );
    const closed = sockets.map((socket) => once(socket, 'close'));
    const stopped = listening?.close();
    server.closeIdleConnections();
    await Promise.all([...closed, stopped]);
    listening = undefined;
    expect(await connects('127.0.0.1', port)).toBe(false);
    if (hasIPv6) expect(await connects('::1', port)).toBe(false);
  });
});
