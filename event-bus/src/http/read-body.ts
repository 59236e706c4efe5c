import { DomainError } from '@blog/service-kit';
import type { Request } from 'express';

/**
 * Reads a request's whole body.
 * @throws DomainError `request.too_large`  more than `bytesMax`; `request.aborted`  it ended early
 */
export function readBody(request: Request, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const tooLarge = () => {
      request.removeAllListeners('data').resume();
      reject(new DomainError('request.too_large', `Expected a body of at most ${bytesMax} bytes.`));
    };
    if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
      tooLarge();
      return;
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) tooLarge();
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on('error', () => reject(new DomainError('request.aborted', 'The body ended early.')));
  });
}
