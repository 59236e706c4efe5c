import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ephemeral ports, so that no outgoing connection can take one meanwhile. */
const [FIRST, LAST] = [20_000, 32_000];

let next = FIRST + ((process.pid * 100) % (LAST - FIRST));

/** A free TCP port of 127.0.0.1, returned only once per run. */
export async function claimPort(): Promise<number> {
  for (let tries = FIRST; tries <= LAST; tries += 1) {
    const port = next;
    next = next < LAST ? next + 1 : FIRST;
    if (await isFree(port)) return port;
  }
  throw new Error(`Expected a free port from ${FIRST} to ${LAST}.`);
}

async function isFree(port: number): Promise<boolean> {
  // Closes connections of clients that expect another process's server there, so that they do not block closing.
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
