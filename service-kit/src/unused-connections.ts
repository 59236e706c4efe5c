import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * A server's connections that have received nothing yet, such as browsers open in advance. Node counts them as requests under
 * way, so that they time out, and `closeIdleConnections` leaves them open.
 */
export class UnusedConnections {
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  close(): void {
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
  }
}
