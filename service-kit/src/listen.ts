import type { Server } from 'node:http';
import { type AddressInfo, createServer, type Server as NetServer } from 'node:net';

const IPV4_LOOPBACK = '127.0.0.1';
const IPV6_LOOPBACK = '::1';
/** Errors of a machine without IPv6, or without it on its loopback interface. */
const NO_SUCH_FAMILY = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];
/** A port that is free on one loopback address may be taken on the other. */
const FREE_PORT_TRIES_MAX = 20;

export interface Listening {
  readonly port: number;
  /** Takes no new connection; resolves once the last one is closed. */
  close(): Promise<void>;
}

/**
 * Lets an HTTP server listen where the setting HOST says. `localhost` is 127.0.0.1 and, where there is IPv6, ::1, both on
 * the same port, also if `port` is 0: browsers and Node differ in which of them they call first.
 * @throws Error  Node's, such as `EADDRINUSE`
 */
export async function listen(server: Server, where: { host: string; port: number }): Promise<Listening> {
  if (where.host !== 'localhost') {
    // Node's own default is `::` too, or 0.0.0.0 on a machine without IPv6.
    await bind(server, { port: where.port, host: where.host === '::' ? undefined : where.host });
    return { port: portOf(server), close: () => closed(server) };
  }
  for (let tries = 1; ; tries += 1) {
    await bind(server, { port: where.port, host: IPV4_LOOPBACK });
    const port = portOf(server);
    const second = secondDoor(server);
    try {
      await bind(second, { port, host: IPV6_LOOPBACK });
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (NO_SUCH_FAMILY.includes(code)) return { port, close: () => closed(server) };
      await closed(server);
      if (where.port !== 0 || code !== 'EADDRINUSE' || tries === FREE_PORT_TRIES_MAX) throw error;
      continue;
    }
    return { port, close: async () => void (await Promise.all([closed(server), closed(second)])) };
  }
}

/** A second address of the same HTTP server: its connections, limits and timeouts are the server's. */
function secondDoor(server: Server): NetServer {
  // As `http.createServer` creates its own.
  const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    server.emit('connection', socket);
  });
  door.maxConnections = server.maxConnections;
  return door;
}

function bind(server: NetServer, where: { port: number; host: string | undefined }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

const portOf = (server: NetServer) => (server.address() as AddressInfo).port;
const closed = (server: NetServer) => new Promise<void>((resolve) => server.close(() => resolve()));
