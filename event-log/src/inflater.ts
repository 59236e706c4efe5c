import { constants, createInflateRaw, type InflateRaw } from 'node:zlib';

/** The minimum that zlib accepts: its own buffer is not used. */
const CHUNK_BYTES = 64;

/** The internals that the synchronous calls of `node:zlib` use. */
interface SyncParts {
  readonly _handle?: { readonly writeSync?: WriteSync } | null;
  /** After a write: the bytes left of `into`, then of `from`. */
  readonly _writeState?: Uint32Array;
}

type WriteSync = (
  flush: number,
  from: Buffer,
  fromOffset: number,
  fromBytes: number,
  into: Buffer,
  intoOffset: number,
  intoBytes: number,
) => void;

/**
 * Decompresses DEFLATE (RFC 1951) into the caller's buffer. `inflateRawSync` allocates for each call, which V8 counts toward
 * its heap: a reader of the history caused a full collection every 10 MiB, which took longer than decompression. Node has no
 * public call for this; pngjs has used the same internals since Node 8.
 */
export class Inflater {
  #inflate: (InflateRaw & SyncParts) | undefined;

  /**
   * Decompresses `stored`; returns the number of bytes written to `into`. Undefined if they do not leave at least one byte of
   * `into` free, `stored` is damaged, or this version of Node has other internals: use `inflateRawSync` then.
   */
  inflate(stored: Buffer, into: Buffer): number | undefined {
    this.#inflate ??= createInflateRaw({ chunkSize: CHUNK_BYTES }).on('error', () => {});
    const inflate = this.#inflate;
    const { _handle: handle, _writeState: left } = inflate;
    if (typeof handle?.writeSync !== 'function' || left === undefined) return undefined;
    inflate.reset();
    handle.writeSync(constants.Z_FINISH, stored, 0, stored.length, into, 0, into.length);
    if (inflate.destroyed) {
      this.#inflate = undefined;
      return undefined;
    }
    const free = left[0] as number;
    return free === 0 ? undefined : into.length - free;
  }
}
