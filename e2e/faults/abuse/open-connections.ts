import { connect, type Socket } from 'node:net';

/** Connections of a client that sends data and reads no answers. */
export class OpenConnections {
  readonly #sockets: Socket[] = [];

  /** Opens connections to a service and sends the same data on each; resolves once all of it is sent, or cut off. */
  async open(url: string, count: number, data: Buffer): Promise<void> {
    const { hostname, port } = new URL(url);
    await Promise.all(
      Array.from({ length: count }, () => {
        const socket = connect(Number(port), hostname).pause();
        this.#sockets.push(socket);
        // The attacked service may cut it.
        socket.on('error', () => {});
        return new Promise<void>((resolve) => {
          socket.write(data, () => resolve());
          socket.once('close', resolve);
        });
      }),
    );
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
