import { crc32 } from 'node:zlib';

/**
 * The form of a journal: sectors of 512 bytes, the unit that a disk writes whole or not at all (little endian):
 *
 *     0  CRC-32 of the rest      4  place in its frame, from 0      8  first position of its frame (6 bytes)
 *    16  496 bytes of the frame: at its beginning the length, CRC-32 and number of events of the text, then the text
 *
 * So a frame that the power cut (some sectors are of before) can be told from one that the disk damaged (a sector does
 * not match its checksum), and a frame from the rest of an older one.
 */
export const SECTOR_BYTES = 512;
const SECTOR_HEADER_BYTES = 16;
const PAYLOAD_BYTES = SECTOR_BYTES - SECTOR_HEADER_BYTES;
const FRAME_HEADER_BYTES = 12;
const EMPTY = Buffer.alloc(SECTOR_BYTES);

/** Some events in a row that were written at once; `lines` is their NDJSON. */
export interface Frame {
  readonly first: number;
  readonly count: number;
  readonly lines: Buffer;
}

/** A whole frame, and where it ends in its file. */
interface FoundFrame extends Frame {
  readonly end: number;
}

/** What a journal file holds: whole frames in the order of the file, and what is left of others. */
export interface Scan {
  readonly frames: readonly FoundFrame[];
  /** The highest first position that any sector names; 0 for none. */
  readonly highest: number;
  /** Where sectors lie that are neither empty nor what was written. */
  readonly damaged: readonly number[];
}

interface Sector {
  readonly first: number;
  readonly index: number;
  readonly payload: Buffer;
}

/** How many bytes of a file a frame takes. */
export const frameBytes = ({ lines }: Frame) => sectorsOf(lines.length) * SECTOR_BYTES;

/** Writes the form of a frame to the beginning of `into`, which has room for it, and zeros or a frame before; returns that. */
export function encodeFrame(frame: Frame, into = Buffer.alloc(frameBytes(frame))): Buffer {
  const { first, count, lines } = frame;
  const header = Buffer.allocUnsafe(FRAME_HEADER_BYTES);
  header.writeUInt32LE(lines.length, 0);
  header.writeUInt32LE(crc32(lines, first % 2 ** 32), 4);
  header.writeUInt32LE(count, 8);
  const bytes = into.subarray(0, frameBytes(frame));
  // The text may end before its last sector does.
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

/** Reads a journal file from byte `start` on, given in pieces of whole sectors. */
export function scanJournal(pieces: Iterable<Buffer>, start: number): Scan {
  const sectors = new Map<number, Sector>();
  const damaged: number[] = [];
  let at = start;
  for (const piece of pieces) {
    for (let taken = 0; taken < piece.length; taken += SECTOR_BYTES, at += SECTOR_BYTES) {
      const bytes = piece.subarray(taken, taken + SECTOR_BYTES);
      const sector = readSector(bytes);
      if (sector !== undefined) sectors.set(at, sector);
      else if (!bytes.equals(EMPTY.subarray(0, bytes.length))) damaged.push(at);
    }
  }
  const frames: FoundFrame[] = [];
  let highest = 0;
  let end = start;
  for (const [place, sector] of sectors) {
    highest = Math.max(highest, sector.first);
    const frame = place < end ? undefined : frameAt(sectors, place);
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

/** The frame that begins at `at`, if every sector of it is there. */
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
  // Sectors of two attempts at the same frame.
  if (crc32(lines, first % 2 ** 32) !== payload.readUInt32LE(4)) return undefined;
  return { first, count: payload.readUInt32LE(8), lines, end: at + payloads.length * SECTOR_BYTES };
}
