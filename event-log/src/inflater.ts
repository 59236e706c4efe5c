import { constants, createInflateRaw, type InflateRaw } from 'node:zlib';

/** The least that zlib takes: its own piece of memory is not used. */
const CHUNK_BYTES = 64;

/** What the synchronous calls of `node:zlib` are made of. */
interface SyncParts {
  readonly _handle?: { readonly writeSync?: WriteSync } | null;
  /** After a write: the bytes that are left of `into`, and of `from`. */
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
 * Unpacks DEFLATE (RFC 1951) into memory that the caller has. `inflateRawSync` takes new memory for each call, which V8 counts as
 * part of its heap: a reader of the history had all of the heap collected for every 10 MiB, which took longer than to unpack
 * them. Node has no public call for this; pngjs has used the same parts since Node 8.
 */
export class Inflater {
  #inflate: (InflateRaw & SyncParts) | undefined;

  /**
   * Unpacks `stored`, and returns how many bytes of `into` it takes. Undefined if they are not fewer than there are, if `stored` is
   * damaged, or if this version of Node has other parts: `inflateRawSync` is for those.
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
