import { once } from 'node:events';
import { connect } from 'node:net';
import type { Role } from '../pinning';
import { claimPort } from './claim-port';
import type { Peer } from './peer';
import { ServerProcess } from './server-process';

const HOST = '127.0.0.1';
const ANSWER_MS_MAX = 1_000;

/** A Node server that reads HOST, PORT, DATA_DIR and LISTENERS from its environment. */
export function nodePeer(options: {
  what: string;
  program: string;
  readyPath?: string;
  role?: Role;
  env?: NodeJS.ProcessEnv;
}): Peer {
  return {
    what: options.what,
    start: async ({ folder, listeners }) => {
      const port = await claimPort();
      const listenerPorts = await Promise.all(Array.from({ length: listeners }, claimPort));
      const url = `http://${HOST}:${port}`;
      const env = {
        HOST,
        PORT: String(port),
        DATA_DIR: folder,
        LISTENERS: listenerPorts.join(),
        LOG_LEVEL: 'warn',
        NODE_ENV: 'production',
        ...options.env,
      };
      const { readyPath, role } = options;
      const isReady = () => (readyPath === undefined ? accepts(port) : answers(url + readyPath));
      const server = await ServerProcess.start([process.execPath, options.program], { env, isReady, role });
      return { address: { url, listenerPorts }, pid: server.pid, stop: () => server.stop() };
    },
  };
}

/** Resolves if something listens on the port. */
export async function accepts(port: number): Promise<void> {
  const socket = connect({ host: HOST, port });
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

/** Resolves if the URL answers 2xx in time: a process that probes for a free port may be listening there just now. */
export async function answers(url: string): Promise<void> {
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  if (!ok) throw new Error(`${url} answers ${status}`);
}
