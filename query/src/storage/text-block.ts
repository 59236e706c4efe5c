import { crc32 } from 'node:zlib';

/** A folded text by its place: a title, or the text of a comment on the post. */
export interface PlacedText {
  readonly place: number;
  readonly postId: string;
  readonly text: string;
}

export type FoundText = Omit<PlacedText, 'text'>;

/** Not a byte of UTF-8, so no term can match across two texts. */
const END = 0xff;
const CHECKSUM_BYTES = 4;
const HEADER_BYTES = 8;

type DirectoryEntry = readonly [place: number, postId: string, end: number];

/**
 * Texts in order of place as one value: CRC-32 of the rest and the length of the directory (both little endian), the directory as
 * JSON, and the texts as UTF-8, each followed by a byte 0xFF. One search over the bytes finds the texts that contain a term.
 */
export function encodeTextBlock(texts: readonly PlacedText[]): Buffer {
  const parts: Buffer[] = [];
  const directory: DirectoryEntry[] = [];
  let end = 0;
  for (const { place, postId, text } of texts) {
    const bytes = Buffer.from(text);
    parts.push(bytes, Buffer.of(END));
    end += bytes.length + 1;
    directory.push([place, postId, end]);
  }
  const listed = Buffer.from(JSON.stringify(directory));
  const header = Buffer.alloc(HEADER_BYTES);
  const block = Buffer.concat([header, listed, ...parts]);
  block.writeUInt32LE(listed.length, CHECKSUM_BYTES);
  block.writeUInt32LE(crc32(block.subarray(CHECKSUM_BYTES)));
  return block;
}

export const isWholeTextBlock = (block: Buffer): boolean =>
  block.length >= HEADER_BYTES && block.readUInt32LE() === crc32(block.subarray(CHECKSUM_BYTES));

/** The texts of an intact block. */
export function decodeTextBlock(block: Buffer): PlacedText[] {
  const { directory, texts } = partsOf(block);
  let start = 0;
  return directory().map(([place, postId, end]) => {
    const text = texts.toString('utf8', start, end - 1);
    start = end;
    return { place, postId, text };
  });
}

/** The texts of an intact block that contain all terms, in order. The directory is read only if one contains the first term. */
export function searchTextBlock(block: Buffer, terms: readonly Buffer[]): FoundText[] {
  const { directory, texts } = partsOf(block);
  const [first, ...others] = terms;
  if (first === undefined) return [];
  let at = texts.indexOf(first);
  if (at < 0) return [];
  const found: FoundText[] = [];
  let start = 0;
  for (const [place, postId, end] of directory()) {
    if (at >= 0 && at < end) {
      const text = texts.subarray(start, end);
      if (others.every((term) => text.includes(term))) found.push({ place, postId });
      at = texts.indexOf(first, end);
    }
    start = end;
  }
  return found;
}

function partsOf(block: Buffer) {
  const textsStart = HEADER_BYTES + block.readUInt32LE(CHECKSUM_BYTES);
  return {
    directory: () => JSON.parse(block.toString('utf8', HEADER_BYTES, textsStart)) as DirectoryEntry[],
    texts: block.subarray(textsStart),
  };
}
