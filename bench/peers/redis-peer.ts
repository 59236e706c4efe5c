import { claimPort } from './claim-port';
import { findProgram } from './installed-program';
import { accepts } from './node-peer';
import type { Peer } from './peer';
import { ServerProcess } from './server-process';

const program = findProgram('redis-server', process.env.REDIS_SERVER);

/** Redis that syncs its append-only file before it acknowledges. */
export const redisPeer: Peer = {
  what: `Redis ${program?.version}, appendonly, appendfsync always`,
  missing: program === undefined ? 'redis-server is not installed (REDIS_SERVER=path)' : undefined,
  start: async ({ folder }) => {
    const port = await claimPort();
    const settings = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', ''];
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
    const isReady = () => accepts(port);
    const server = await ServerProcess.start([program?.path ?? '', ...settings, ...durable], { isReady });
    const address = { url: `redis://127.0.0.1:${port}`, listenerPorts: [] };
    return { address, pid: server.pid, stop: () => server.stop() };
  },
};
