import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import {
  HEADER_BYTES,
  type Meta,
  NodeFlag,
  PageFlag,
  readHeader,
  readMeta,
  readNode,
  readTree,
  type TreeRecord,
} from '../src/lmdb-format';

export const PAGE_BYTES = 4096;

/** One node of a file, and where it is. */
export interface Place {
  readonly page: number;
  readonly index: number;
  readonly pageStart: number;
  /** Where the page keeps the way to the node. */
  readonly pointer: number;
  /** Where its header begins. */
  readonly start: number;
  /** Where its value, or what stands for it, begins. */
  readonly value: number;
  readonly node: ReturnType<typeof readNode>;
  readonly isBranch: boolean;
}

/** A data file in memory, for a test to find a place in it and to damage it. */
export class FileImage {
  readonly bytes: Buffer;

  constructor(source: string | Buffer) {
    this.bytes = typeof source === 'string' ? readFileSync(source) : Buffer.from(source);
  }

  writeTo(path: string): void {
    writeFileSync(path, this.bytes);
  }

  /** Writes the pages that differ from those of `other`, which is what the file has. */
  writeOver(path: string, other: FileImage): void {
    const file = openSync(path, 'r+');
    for (let start = 0; start < this.bytes.length; start += PAGE_BYTES) {
      const page = this.bytes.subarray(start, start + PAGE_BYTES);
      if (!page.equals(other.bytes.subarray(start, start + PAGE_BYTES)))
        writeSync(file, page, 0, page.length, start);
    }
    closeSync(file);
  }

  /** The number of the meta page that is read, and of the other one. */
  get metaPages(): { newer: number; older: number } {
    const newer = readMeta(this.#page(0)).transaction > readMeta(this.#page(1)).transaction ? 0 : 1;
    return { newer, older: 1 - newer };
  }

  get meta(): Meta {
    return readMeta(this.#page(this.metaPages.newer));
  }

  flip(byte: number, bit: number): void {
    this.bytes[byte] = (this.bytes[byte] as number) ^ (1 << bit);
  }

  /** Where the record of a table's tree begins. */
  record(table: string): number {
    const found = this.nodes(this.meta.main).find(({ node }) => node.key.toString() === `${table}\0`);
    if (found === undefined) throw new Error(`Expected a table ${table}`);
    return found.value;
  }

  table(name: string): TreeRecord {
    return readTree(this.bytes, this.record(name));
  }

  get tables(): TreeRecord[] {
    return this.nodes(this.meta.main).map(({ value }) => readTree(this.bytes, value));
  }

  /** Every node of a tree, those of the branches too. */
  nodes(tree: TreeRecord): Place[] {
    return tree.root === undefined ? [] : this.#nodesFrom(tree.root);
  }

  /** The first page of every value that has pages of its own. */
  overflowPages(tree: TreeRecord): number[] {
    const large = this.nodes(tree).filter(({ node }) => (node.flags & NodeFlag.bigData) !== 0);
    return large.map(({ value }) => this.bytes.readUInt32LE(value));
  }

  #nodesFrom(page: number): Place[] {
    const pageStart = page * PAGE_BYTES;
    const bytes = this.#page(page);
    const { lower, flags } = readHeader(bytes);
    const isBranch = flags === PageFlag.branch;
    return Array.from({ length: lower / 2 }, (_, index) => {
      const pointer = HEADER_BYTES + 2 * index;
      const offset = HEADER_BYTES + bytes.readUInt16LE(pointer);
      const node = readNode(bytes, offset, isBranch);
      const [start, value] = [pageStart + offset, pageStart + node.valueOffset];
      const place = { page, index, pageStart, pointer: pageStart + pointer, start, value, node, isBranch };
      return isBranch ? [place, ...this.#nodesFrom(node.child)] : [place];
    }).flat();
  }

  #page(number: number): Buffer {
    return this.bytes.subarray(number * PAGE_BYTES, (number + 1) * PAGE_BYTES);
  }
}
