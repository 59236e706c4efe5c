import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { missingTools } from '../../e2e/harness/missing-tools';
import { eventually } from './eventually';
import { hasIPv6 } from './has-ipv6';
import { Program } from './programs/run-program';

describe('Lifecycle', () => {
  let program: Program;
  let port: number;
  const start = async (env: Record<string, string> = {}, wrapper: readonly string[] = []) => {
    program = new Program('lifecycle-program', env, { wrapper });
    ({ port } = await program.hears<{ name: string; port: number }>('listening'));
  };
  afterEach(async () => {
    program.child.kill('SIGKILL');
    await program.ended;
  });

  const call = (path: string, address = '127.0.0.1') => fetch(`http://${address}:${port}${path}`);
  /** Makes a request and waits until it is under way; `answer` is what comes back, or `cut`. */
  const begin = async (path: string, address?: string) => {
    const isUnderWay = program.hears('under way');
    const answer = call(path, address).then(
      (response) => response.json(),
      () => 'cut',
    );
    await isUnderWay;
    return { answer };
  };
  const messages = () => program.lines.map((line) => JSON.parse(line).msg as string);
  const logs = (message: string) => eventually(() => expect(messages()).toContain(message));
  /** Says to the request under way that it may answer now. */
  const release = () => program.child.send('answer');

  it('answers the request under way and ends streams, idle and unused sockets when it is told to stop', async () => {
    await start();
    const stream = await new Promise<IncomingMessage>((resolve) => {
      get(`http://127.0.0.1:${port}/stream`, { agent: new Agent({ keepAlive: true }) }, resolve);
    });
    const streamed = text(stream);
    // As browsers open them, in advance.
    const unused = connect(port, '127.0.0.1');
    const idle = connect(port, '127.0.0.1');
    idle.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');
    const closed = Promise.all([once(unused, 'close'), once(idle, 'close')]);
    const { answer } = await begin('/slow');

    program.child.kill('SIGTERM');
    expect(await streamed).toBe('data: hello\n\n');
    await closed;
    release();
    expect(await answer).toBe('answered');
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
  });

  (hasIPv6 ? it : it.skip)(
    'finishes on localhost what is under way by IPv6, and cuts it when it is late',
    async () => {
      for (const path of ['/slow', '/never']) {
        await start({ HOST: 'localhost', SHUTDOWN_MS: path === '/slow' ? '10000' : '100' });
        const { answer } = await begin(path, '[::1]');
        program.child.kill('SIGTERM');
        await logs('SIGTERM received, stopping');
        if (path === '/slow') release();
        expect(await answer).toBe(path === '/slow' ? 'answered' : 'cut');
        expect(await program.ended).toMatchObject({ code: 0, signal: null });
      }
    },
  );

  it('stops its parts last one first, after the last request', async () => {
    await start();
    const { answer } = await begin('/slow');
    program.child.kill('SIGTERM');
    await logs('SIGTERM received, stopping');
    expect(messages()).not.toContain('second stopped');
    release();
    await answer;
    await program.ended;
    expect(messages().slice(-3)).toEqual(['second stopped', 'first stopped', 'stopped']);
  });

  it('takes no new connection while it stops', async () => {
    await start();
    const { answer } = await begin('/slow');
    program.child.kill('SIGTERM');
    await logs('SIGTERM received, stopping');
    await eventually(() => expect(call('/healthz')).rejects.toThrow());
    release();
    expect(await answer).toBe('answered');
  });

  it('ignores signals that come again', async () => {
    await start();
    const { answer } = await begin('/slow');
    for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT'] as const) {
      program.child.kill(signal);
      await logs('SIGTERM received, stopping');
    }
    release();
    expect(await answer).toBe('answered');
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(messages().filter((message) => message.includes('received'))).toHaveLength(1);
  });

  it('cuts a request that never ends when the deadline has passed', async () => {
    await start({ SHUTDOWN_MS: '100' });
    const { answer } = await begin('/never');
    program.child.kill('SIGTERM');
    expect(await answer).toBe('cut');
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  it('is not held up by a client that sent no HTTP and keeps its side open', async () => {
    await start({ SHUTDOWN_MS: '100' });
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => {});
    socket.write('nonsense\r\n\r\n');
    await once(socket, 'data');
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0 });
    socket.destroy();
  });

  it('ends as if killed when a part does not stop, and says so', async () => {
    await start({ SHUTDOWN_MS: '100', HANGS: 'second' });
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(messages().at(-1)).toBe('could not stop in time');
  });

  it('says in one sentence that the machine has no such address, and ends with status 1', async () => {
    program = new Program('lifecycle-program', { PORT: '0', HOST: '192.0.2.1' });
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(messages()).toEqual([
      expect.stringMatching(/^this machine has no address 192\.0\.2\.1 \(E\w+\): set HOST to /),
    ]);
  });

  it('says in one sentence that its port is taken, and ends with status 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = String((other.address() as AddressInfo).port);
    program = new Program('lifecycle-program', { PORT: taken });
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(messages()).toEqual([`port ${taken} is taken: stop what listens there, or set PORT`]);
    other.close();
  });

  it('ends with status 1 when a part cannot start, and says why', async () => {
    program = new Program('lifecycle-program', { FAILS_TO_START: 'second' });
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.lines.join()).toMatch('second cannot start');
  });

  it.each(['/forget', '/throw'])(
    'ends as if killed after an error that nobody caught, and says which (%s)',
    async (path) => {
      await start();
      await call(path).catch(() => {});
      expect(await program.ended).toMatchObject({ signal: 'SIGKILL' });
      expect(program.lines.at(-1)).toMatch('nobody catches this');
    },
  );

  // As in a container, whose first process does not hear its own signals.
  (missingTools.has('unshare') ? it.skip : it)('ends after such an error also as process 1', async () => {
    await start({}, ['unshare', '-rpf', '--kill-child']);
    await call('/throw').catch(() => {});
    const { signal, lines } = await program.ended;
    // One that goes on would be ended by the test's SIGABRT.
    expect(signal).not.toBe('SIGABRT');
    expect(lines.join()).toMatch('nobody catches this');
    expect(lines.join()).toMatch('"pid":1,');
  });

  it('leaves when it is told to stop before it has started', async () => {
    program = new Program('lifecycle-program', { WAITS: 'true' });
    await program.hears('waiting');
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
    expect(program.lines).toEqual([]);
  });

  it('leaves when it was told to stop while it was loading', async () => {
    program = new Program('lifecycle-program', { SIGNALLED: 'true', WAITS: 'true' });
    expect(await program.ended).toMatchObject({ code: 0, signal: null, lines: [] });
  });
});
