import type { IncomingMessage } from 'node:http';

/** Bytes of all bodies per turn of the event loop: about a millisecond. The system would hand over 2 MB of each body. */
const TURN_BYTES_MAX = 1024 * 1024;
/** Bodies resumed per turn: each may bring up to two chunks before it can be paused again. */
const RESUMED_MAX = 8;

/** Bodies that wait for one of the next turns, first come first served. */
const waiting: IncomingMessage[] = [];
let turnBytes = 0;
let isOpen = false;

/**
 * Shares the event loop among all bodies that a process receives: counts the bytes received of one, and pauses it until one
 * of the next turns if this turn has used up its bytes.
 */
export function countInTurn(request: IncomingMessage, bytes: number): void {
  turnBytes += bytes;
  if (turnBytes > TURN_BYTES_MAX) {
    request.pause();
    waiting.push(request);
  }
  if (isOpen) return;
  isOpen = true;
  setImmediate(nextTurn);
}

/** Reads and discards the rest of a body that nobody wants. */
export function discardInTurns(request: IncomingMessage): void {
  request.on('data', (chunk: Buffer) => countInTurn(request, chunk.length));
  if (!waiting.includes(request)) request.resume();
}

function nextTurn(): void {
  turnBytes = 0;
  isOpen = waiting.length > 0;
  for (const request of waiting.splice(0, RESUMED_MAX)) request.resume();
  if (isOpen) setImmediate(nextTurn);
}
