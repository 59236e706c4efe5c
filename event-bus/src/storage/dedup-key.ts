import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ID_BYTES_MAX = 64;
const SOURCES_CACHED_MAX = 1_000;
const sources = new Map<string, Buffer>();

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/**
 * The index key of an event's identity: 16 bytes for the source, then the id, shortened by a tag. UUIDs take 16 bytes
 * and keep their order, so that ids made one after the other (UUIDv7) touch neighbouring pages of the index.
 */
export function dedupKey(event: { source: string; id: string }): Buffer {
  return Buffer.concat([sourceDigest(event.source), idBytes(event.id)]);
}

function sourceDigest(source: string): Buffer {
  let digest = sources.get(source);
  if (digest === undefined) {
    digest = sha256(source).subarray(0, 16);
    if (sources.size >= SOURCES_CACHED_MAX) sources.clear();
    sources.set(source, digest);
  }
  return digest;
}

function idBytes(id: string): Buffer {
  if (UUID.test(id)) return Buffer.from(`01${id.replaceAll('-', '')}`, 'hex');
  const bytes = Buffer.from(`\u0002${id}`);
  return bytes.length <= ID_BYTES_MAX ? bytes : Buffer.concat([Buffer.of(3), sha256(id)]);
}

const POSITION_BYTES = 6;

/** What the index keeps under a key. */
export function encodePosition(position: number): Buffer {
  const bytes = Buffer.allocUnsafe(POSITION_BYTES);
  bytes.writeUIntLE(position, 0, POSITION_BYTES);
  return bytes;
}

export function decodePosition(bytes: Buffer): number {
  return bytes.length === POSITION_BYTES ? bytes.readUIntLE(0, POSITION_BYTES) : 0;
}
