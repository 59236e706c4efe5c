import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import axios from 'axios';
import { missingTools } from '../../e2e/harness/missing-tools';
import { connectingAgents } from '../src/index';

/** Listens for one connection at a time; once it is frozen nobody takes them. */
const LISTENER = `
  const server = require('node:net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 });
  server.on('listening', () => process.send(server.address().port));
`;

(missingTools.has('linux') ? describe.skip : describe)('connectingAgents', () => {
  const sockets: Socket[] = [];
  const child = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('gives up a connection that gets no answer, long before a request would be given up', async () => {
    const [port] = (await once(child, 'message')) as [number];
    child.kill('SIGSTOP');
    // As many as the queue holds; the next one is not answered at all.
    for (let count = 0; count < 2; count += 1) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      sockets.push(socket);
      await once(socket, 'connect');
    }
    const http = axios.create({ ...connectingAgents(), timeout: 25_000, proxy: false });
    await expect(http.get(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      message: 'no connection within 2000 ms',
    });
  });
});
