import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_BYTES = 16;
const SOURCE_BYTES = 8;
const ID_BYTES_MAX = 64;
const SOURCES_CACHED_MAX = 1_000;
const sources = new Map<string, Buffer>();

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/**
 * The index key of an event's identity: the id, shortened by a tag, then 8 bytes for the source. UUIDs take 16 bytes and
 * keep their order, so that ids made one after the other (UUIDv7) touch neighbouring pages of the index.
 */
export function dedupKey(event: { source: string; id: string }): Buffer {
  const { source, id } = event;
  if (!UUID.test(id)) return Buffer.concat([otherId(id), sourceDigest(source)]);
  const key = Buffer.allocUnsafe(1 + UUID_BYTES + SOURCE_BYTES);
  key[0] = 1;
  key.write(id.replaceAll('-', ''), 1, 'hex');
  sourceDigest(source).copy(key, 1 + UUID_BYTES);
  return key;
}

function sourceDigest(source: string): Buffer {
  let digest = sources.get(source);
  if (digest === undefined) {
    digest = sha256(source).subarray(0, SOURCE_BYTES);
    if (sources.size >= SOURCES_CACHED_MAX) sources.clear();
    sources.set(source, digest);
  }
  return digest;
}

function otherId(id: string): Buffer {
  const bytes = Buffer.from(`\u0002${id}`);
  return bytes.length <= ID_BYTES_MAX ? bytes : Buffer.concat([Buffer.of(3), sha256(id)]);
}

const POSITION_BYTES = 5;

/** What the index keeps under a key. */
export function encodePosition(position: number): Buffer {
  const bytes = Buffer.allocUnsafe(POSITION_BYTES);
  bytes.writeUIntLE(position, 0, POSITION_BYTES);
  return bytes;
}

export function decodePosition(bytes: Buffer): number {
  return bytes.length === POSITION_BYTES ? bytes.readUIntLE(0, POSITION_BYTES) : 0;
}
