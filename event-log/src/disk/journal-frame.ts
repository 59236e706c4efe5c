import { crc32 } from 'node:zlib';

/**
 * Format of a journal: sectors of 512 bytes, the unit that a disk writes atomically (little endian):
 *
 *      0  CRC-32 of the rest      4  index in its frame, from 0      8  first position of its frame (6 bytes)
 *     16  496 bytes of the frame: first the length, CRC-32 and number of events of the text, then the text
 *
 * So recovery can tell a frame torn by a power cut (some sectors hold older content) from one damaged by the disk (a sector
 * does not match its checksum), and a frame from the remains of an older one.
 */
export const SECTOR_BYTES = 512;
const SECTOR_HEADER_BYTES = 16;
const PAYLOAD_BYTES = SECTOR_BYTES - SECTOR_HEADER_BYTES;
const FRAME_HEADER_BYTES = 12;
const EMPTY = Buffer.alloc(SECTOR_BYTES);

/** Consecutive events written together; `lines` is their NDJSON. */
export interface Frame {
  readonly first: number;
  readonly count: number;
  readonly lines: Buffer;
}

/** A complete frame, and the offset of its end in its file. */
interface FoundFrame extends Frame {
  readonly end: number;
}

/** The content of a journal file: complete frames in file order, and what remains of others. */
export interface Scan {
  readonly frames: readonly FoundFrame[];
  /** The highest first position in any sector; 0 for none. */
  readonly highest: number;
  /** Offsets of sectors that are neither empty nor valid. */
  readonly damaged: readonly number[];
}

interface Sector {
  readonly first: number;
  readonly index: number;
  readonly payload: Buffer;
}

/** Size of an encoded frame in bytes. */
export const frameBytes = ({ lines }: Frame) => sectorsOf(lines.length) * SECTOR_BYTES;

/**
 * Encodes a frame at the start of `into`, which must be large enough and hold zeros or an older frame; returns the bytes
 * written.
 */
export function encodeFrame(frame: Frame, into = Buffer.alloc(frameBytes(frame))): Buffer {
  const { first, count, lines } = frame;
  const header = Buffer.allocUnsafe(FRAME_HEADER_BYTES);
  header.writeUInt32LE(lines.length, 0);
  header.writeUInt32LE(crc32(lines, first % 2 ** 32), 4);
  header.writeUInt32LE(count, 8);
  const bytes = into.subarray(0, frameBytes(frame));
  // The text may end before the last sector does.
  bytes.fill(0, bytes.length - SECTOR_BYTES);
  header.copy(bytes, SECTOR_HEADER_BYTES);
  let taken = 0;
  for (let start = 0, index = 0; start < bytes.length; start += SECTOR_BYTES, index += 1) {
    const skipped = index === 0 ? FRAME_HEADER_BYTES : 0;
    taken += lines.copy(bytes, start + SECTOR_HEADER_BYTES + skipped, taken, taken + PAYLOAD_BYTES - skipped);
    bytes.writeUInt32LE(index, start + 4);
    bytes.writeUIntLE(first, start + 8, 6);
    bytes.writeUInt32LE(crc32(bytes.subarray(start + 4, start + SECTOR_BYTES)), start);
  }
  return bytes;
}

/** Reads a journal file from byte `start` on, given in chunks of whole sectors. */
export function scanJournal(chunks: Iterable<Buffer>, start: number): Scan {
  const sectors = new Map<number, Sector>();
  const damaged: number[] = [];
  let at = start;
  for (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; taken += SECTOR_BYTES, at += SECTOR_BYTES) {
      const bytes = chunk.subarray(taken, taken + SECTOR_BYTES);
      const sector = readSector(bytes);
      if (sector !== undefined) sectors.set(at, sector);
      else if (!bytes.equals(EMPTY.subarray(0, bytes.length))) damaged.push(at);
    }
  }
  const frames: FoundFrame[] = [];
  let highest = 0;
  let end = start;
  for (const [offset, sector] of sectors) {
    highest = Math.max(highest, sector.first);
    const frame = offset < end ? undefined : frameAt(sectors, offset);
    if (frame === undefined) continue;
    frames.push(frame);
    end = frame.end;
  }
  return { frames, highest, damaged };
}

const sectorsOf = (textBytes: number) => Math.ceil((FRAME_HEADER_BYTES + textBytes) / PAYLOAD_BYTES);

function readSector(bytes: Buffer): Sector | undefined {
  if (bytes.length < SECTOR_BYTES || crc32(bytes.subarray(4)) !== bytes.readUInt32LE(0)) return undefined;
  const payload = bytes.subarray(SECTOR_HEADER_BYTES);
  return { first: bytes.readUIntLE(8, 6), index: bytes.readUInt32LE(4), payload };
}

/** The frame that starts at offset `at`, if all its sectors are there. */
function frameAt(sectors: ReadonlyMap<number, Sector>, at: number): FoundFrame | undefined {
  const { first, index, payload } = sectors.get(at) as Sector;
  if (index !== 0) return undefined;
  const length = payload.readUInt32LE(0);
  const payloads: Buffer[] = [];
  for (let next = 0; next < sectorsOf(length); next += 1) {
    const sector = sectors.get(at + next * SECTOR_BYTES);
    if (sector?.first !== first || sector.index !== next) return undefined;
    payloads.push(sector.payload);
  }
  const lines = Buffer.concat(payloads).subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + length);
  // Sectors from two attempts at the same frame.
  if (crc32(lines, first % 2 ** 32) !== payload.readUInt32LE(4)) return undefined;
  return { first, count: payload.readUInt32LE(8), lines, end: at + payloads.length * SECTOR_BYTES };
}
