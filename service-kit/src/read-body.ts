import type { Request, Response } from 'express';
import type { ByteHolder } from './byte-budget';
import { DomainError } from './domain-error';
import { transferLimitsOf } from './transfer-limits';

/** Chunks that are put together: a body that comes byte by byte would otherwise take hundreds of times its size. */
const CHUNKS_MAX = 256;

/**
 * Reads a request's whole body. What has come of it counts in the app's byte budget until its answer is over.
 * @throws DomainError `request.too_large`  more than `bytesMax`
 * @throws DomainError `request.timeout`  nothing more has come for too long; the connection is closed after the answer
 * @throws DomainError `service.overloaded`  no room in the budget, or it came too slowly while others waited for room
 * @throws DomainError `request.aborted`  it ended early
 */
export function readBody(request: Request, response: Response, bytesMax: number): Promise<Buffer> {
  const { budget, bodyStallMsMax } = transferLimitsOf(request);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let chunks: Buffer[] = [];
    let bytes = 0;
    const end = () => {
      clearTimeout(stalled);
      budgeted.release();
    };
    const refuse = (error: DomainError) => {
      pieces.length = 0;
      chunks = [];
      request.removeAllListeners('data').resume();
      end();
      reject(error);
    };
    const refuseAndClose = (error: DomainError) => {
      // What is still to come would be read to no end.
      response.shouldKeepAlive = false;
      refuse(error);
    };
    const holder: ByteHolder = {
      movedBytes: () => bytes,
      giveWay: () => refuseAndClose(budget.overloaded()),
    };
    const budgeted = budget.take(0, holder);
    const stalled = setTimeout(() => {
      const message = `Expected more of the body within ${bodyStallMsMax} ms.`;
      refuseAndClose(new DomainError('request.timeout', message));
    }, bodyStallMsMax);
    const tooLarge = () =>
      refuse(new DomainError('request.too_large', `Expected a body of at most ${bytesMax} bytes.`));
    response.once('close', end);

    if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
      tooLarge();
      return;
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) tooLarge();
      else if (!budgeted.grow(chunk.length)) refuse(budget.overloaded());
      else {
        if (chunks.push(chunk) === CHUNKS_MAX) pieces.push(Buffer.concat(chunks.splice(0)));
        stalled.refresh();
      }
    });
    request.on('end', () => {
      clearTimeout(stalled);
      budgeted.keep();
      const [only] = chunks;
      const isOne = only?.length === bytes;
      resolve(isOne ? only : Buffer.concat([...pieces, ...chunks]));
    });
    request.on('error', () => {
      end();
      reject(new DomainError('request.aborted', 'The body ended early.'));
    });
  });
}
