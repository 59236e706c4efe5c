/**
 * LMDB's file format (data version 2, 64 bits, little endian) as described at the top of its mdb.c: the part that is needed to
 * check a file without LMDB, which trusts its pages and can crash on a damaged one.
 */

/** The record of a tree, 48 bytes. */
export interface TreeRecord {
  readonly flags: number;
  readonly depth: number;
  readonly branchPages: number;
  readonly leafPages: number;
  readonly overflowPages: number;
  readonly entries: number;
  /** Undefined for an empty tree. */
  readonly root: number | undefined;
}

/** The start of a snapshot of the file; commit N writes the meta page N modulo 2. */
export interface Meta {
  readonly transaction: number;
  readonly lastPage: number;
  readonly pageBytes: number;
  /** Key: a transaction; value: the pages that it freed. */
  readonly free: TreeRecord;
  /** Key: a table's name; value: the record of its tree. */
  readonly main: TreeRecord;
}

/** An entry of a leaf page; on a branch page it has a child instead of a value. */
export interface Node {
  readonly key: Buffer;
  readonly flags: number;
  readonly child: number;
  readonly valueBytes: number;
  /** Within the page, padded to 2 bytes. */
  readonly nodeBytes: number;
  /** Where the value, or the reference to its overflow pages, begins in the page. */
  readonly valueOffset: number;
}

export const HEADER_BYTES = 24;
export const NODE_BYTES = 8;
export const TREE_BYTES = 48;
const OVERFLOW_REFERENCE_BYTES = 24;
export const MAGIC = 0xbeefc0de;
export const DATA_VERSION = 2;

export const PageFlag = { branch: 0x01, leaf: 0x02, overflow: 0x04, meta: 0x08 } as const;
export const NodeFlag = { bigData: 0x01, subTree: 0x02 } as const;
/** `unknown`: flags of trees that a `Store` never makes. The bits above them are flags of the file, in the first tree. */
export const TreeFlag = { integerKey: 0x08, unknown: 0xf7 } as const;

const NO_PAGE = 0xffffffff;

/** A number of 64 bits; beyond 2^53, which no whole file has, it is not exact. */
export function readNumber(bytes: Buffer, offset: number): number {
  return bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * 2 ** 32;
}

export function readTree(bytes: Buffer, offset: number): TreeRecord {
  const isEmpty = bytes.readUInt32LE(offset + 40) === NO_PAGE && bytes.readUInt32LE(offset + 44) === NO_PAGE;
  return {
    flags: bytes.readUInt16LE(offset + 4),
    depth: bytes.readUInt16LE(offset + 6),
    branchPages: readNumber(bytes, offset + 8),
    leafPages: readNumber(bytes, offset + 16),
    overflowPages: readNumber(bytes, offset + 24),
    entries: readNumber(bytes, offset + 32),
    root: isEmpty ? undefined : readNumber(bytes, offset + 40),
  };
}

export function readMeta(page: Buffer): Meta {
  return {
    free: readTree(page, HEADER_BYTES + 24),
    main: readTree(page, HEADER_BYTES + 72),
    lastPage: readNumber(page, HEADER_BYTES + 120),
    pageBytes: page.readUInt32LE(HEADER_BYTES + 24),
    transaction: readNumber(page, HEADER_BYTES + 128),
  };
}

export function readHeader(page: Buffer) {
  return {
    page: readNumber(page, 0),
    transaction: readNumber(page, 8),
    pad: page.readUInt16LE(16),
    flags: page.readUInt16LE(18),
    /** Both are offsets from the end of the header; the bytes between them are free. */
    lower: page.readUInt16LE(20),
    upper: page.readUInt16LE(22),
    overflowPages: page.readUInt32LE(20),
  };
}

/** The node at an offset of the page, which must leave room for at least `NODE_BYTES`. */
export function readNode(page: Buffer, offset: number, isBranch: boolean): Node {
  const low = page.readUInt32LE(offset);
  const flags = page.readUInt16LE(offset + 4);
  const keyBytes = page.readUInt16LE(offset + 6);
  const valueOffset = offset + NODE_BYTES + keyBytes;
  const inPage = isBranch ? 0 : flags & NodeFlag.bigData ? OVERFLOW_REFERENCE_BYTES : low;
  return {
    key: page.subarray(offset + NODE_BYTES, valueOffset),
    flags: isBranch ? 0 : flags,
    child: low + flags * 2 ** 32,
    valueBytes: low,
    nodeBytes: even(NODE_BYTES + keyBytes + inPage),
    valueOffset,
  };
}

const even = (bytes: number) => bytes + (bytes % 2);
