import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below where systems take the ports of outgoing connections from: one of those could have it in the meantime. */
const [FIRST, LAST] = [20_000, 32_000];

let next = FIRST + ((process.pid * 100) % (LAST - FIRST));

/** A TCP port of 127.0.0.1 that is free, and is not given a second time in this run. */
export async function claimPort(): Promise<number> {
  for (let tries = FIRST; tries <= LAST; tries += 1) {
    const port = next;
    next = next < LAST ? next + 1 : FIRST;
    if (await isFree(port)) return port;
  }
  throw new Error(`Expected a free port from ${FIRST} to ${LAST}.`);
}

async function isFree(port: number): Promise<boolean> {
  // Who waits for a server of another process there must not hold this one up.
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
