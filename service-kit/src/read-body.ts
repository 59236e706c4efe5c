import type { Request, Response } from 'express';
import { countInTurn } from './body-turns';
import type { ByteLease } from './byte-lease';
import { continueBody } from './continue-body';
import type { DomainError } from './domain-error';
import { problems } from './problems';
import { transferLimitsOf } from './transfer-limits';

/** Chunks are merged at this count: a body received byte by byte would otherwise take hundreds of times its size. */
const CHUNKS_MAX = 256;

/**
 * Reads a request's whole body. The bytes received count in the app's byte budget until the answer is over.
 * @throws DomainError `request.too_large`  more than `bytesMax`
 * @throws DomainError `request.timeout`  it has begun, and nothing more was received for too long; the connection is closed then
 * @throws DomainError `service.overloaded`  no room in the budget, or it was too slow while others waited for room
 * @throws DomainError `request.aborted`  it ended early
 */
export function readBody(request: Request, response: Response, bytesMax: number): Promise<Buffer> {
  const { budget, bodyStallMsMax } = transferLimitsOf(request);
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let chunks: Buffer[] = [];
    let bytes = 0;
    let lease: ByteLease | undefined;
    let stalled: NodeJS.Timeout | undefined;

    const end = () => {
      clearTimeout(stalled);
      lease?.release();
    };
    const refuse = (error: DomainError) => {
      pieces.length = 0;
      chunks = [];
      // The rest of the body is discarded once the request is answered.
      request.removeAllListeners('data').pause();
      end();
      reject(error);
    };
    const refuseAndClose = (error: DomainError) => {
      // The rest would be read for nothing.
      response.shouldKeepAlive = false;
      refuse(error);
    };
    const tooLarge = () =>
      refuse(problems.error('request.too_large', `Expected a body of at most ${bytesMax} bytes.`));
    const stall = () => {
      const message = `Expected more of the body within ${bodyStallMsMax} ms.`;
      refuseAndClose(problems.error('request.timeout', message));
    };
    const hasRoom = (more: number): boolean => {
      if (lease !== undefined) return lease.grow(more);
      lease = budget.tryTake(more);
      if (lease === undefined) return false;
      response.once('close', end);
      // Most bodies are received in one chunk and need nothing more.
      if (bytes === announced) return true;
      lease.offer({ movedBytes: () => bytes, giveWay: () => refuseAndClose(budget.overloaded()) });
      stalled = setTimeout(stall, bodyStallMsMax);
      return true;
    };

    if (announced > bytesMax) {
      tooLarge();
      return;
    }
    continueBody(request, response);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        tooLarge();
        return;
      }
      if (!hasRoom(chunk.length)) {
        refuse(budget.overloaded());
        return;
      }
      if (chunks.push(chunk) === CHUNKS_MAX) pieces.push(Buffer.concat(chunks.splice(0)));
      if (bytes !== announced) countInTurn(request, chunk.length);
      stalled?.refresh();
    });
    request.on('end', () => {
      clearTimeout(stalled);
      lease?.keep();
      const [only] = chunks;
      const isOne = only?.length === bytes;
      resolve(isOne ? only : Buffer.concat([...pieces, ...chunks]));
    });
    request.on('error', () => {
      end();
      reject(problems.error('request.aborted', 'The body ended early.'));
    });
  });
}
