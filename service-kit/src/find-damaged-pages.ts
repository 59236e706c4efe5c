import { closeSync, openSync } from 'node:fs';
import { Damage, LmdbFile } from './lmdb-file';
import {
  HEADER_BYTES,
  type Meta,
  NODE_BYTES,
  type Node,
  NodeFlag,
  PageFlag,
  readHeader,
  readNode,
  readNumber,
  readTree,
  TREE_BYTES,
  TreeFlag,
  type TreeRecord,
} from './lmdb-format';

const FINDINGS_MAX = 10;

/**
 * Reads an LMDB file page by page and returns what is wrong with its structure, a sentence each; nothing for an intact file.
 * Checks everything that could mislead a reader or a writer: page headers, the places, sizes and order of the nodes, the
 * counts of the trees, the list of free pages. The contents of values are not checked. No process may write meanwhile.
 */
export function findDamagedPages(path: string): string[] {
  const file = openSync(path, 'r');
  try {
    return new PageWalk(new LmdbFile(file)).findings();
  } finally {
    closeSync(file);
  }
}

/** The keys of a page are from `low` (inclusive) to `high` (exclusive). */
interface Bounds {
  readonly low: Buffer | undefined;
  readonly high: Buffer | undefined;
}

class PageWalk {
  readonly #file: LmdbFile;
  readonly #found: string[] = [];
  #meta!: Meta;
  /** One byte per page: 1 once it was found in a tree or in the list of free pages. */
  #used = new Uint8Array(0);
  /** Sizes of the current page's nodes, by the offsets where they begin. */
  #nodeBytesAt = new Uint16Array(0);

  constructor(file: LmdbFile) {
    this.#file = file;
  }

  findings(): string[] {
    // An empty file was just created.
    if (this.#file.bytes === 0) return [];
    this.#try('its start, pages 0 and 1,', () => {
      this.#meta = this.#file.newestMeta();
    });
    if (this.#found.length > 0) return this.#found;
    this.#used = new Uint8Array(this.#meta.lastPage + 1).fill(1, 0, 2);
    this.#nodeBytesAt = new Uint16Array(this.#file.pageBytes);
    this.#walk('free pages', this.#meta.free, (page, node) => this.#takeFreePages(page, node));
    this.#walk('main', this.#meta.main, (page, node) => {
      const name = node.key.toString().replace('\0', '');
      if ((node.flags & NodeFlag.subTree) === 0 || node.valueBytes !== TREE_BYTES) {
        throw new Damage(`holds ${JSON.stringify(name)}, which is no table`);
      }
      this.#walk(`table ${name}`, readTree(page, node.valueOffset), (_page, value) => {
        if (value.flags & NodeFlag.subTree) throw new Damage('holds a tree within a table');
      });
    });
    const unused = this.#used.indexOf(0);
    if (unused > 0 && this.#found.length === 0) this.#say(`page ${unused} belongs to nothing`);
    return this.#found;
  }

  #walk(name: string, tree: TreeRecord, eachLeafNode: (page: Buffer, node: Node) => void): void {
    const counted = { branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 };

    const visit = (number: number, depth: number, bounds: Bounds): void => {
      const page = this.#take(number);
      const isBranch = depth < tree.depth;
      const nodes = this.#nodes(page, number, isBranch);
      this.#checkOrder(nodes, tree, bounds, isBranch);
      counted[isBranch ? 'branchPages' : 'leafPages'] += 1;
      nodes.forEach((node, index) => {
        const high = nodes[index + 1]?.key ?? bounds.high;
        const low = index === 0 ? bounds.low : node.key;
        const within = `${name}: page ${isBranch ? node.child : number}`;
        this.#try(within, () => {
          if (isBranch) {
            visit(node.child, depth + 1, { low, high });
            return;
          }
          counted.entries += 1;
          if (node.flags & NodeFlag.bigData) counted.overflowPages += this.#takeOverflow(page, node);
          eachLeafNode(page, node);
        });
      });
    };

    const { root } = tree;
    if (tree.flags & TreeFlag.unknown) this.#say(`${name}: is a tree of no known kind`);
    if ((root === undefined) !== (tree.depth === 0)) this.#say(`${name}: has a wrong depth`);
    if (root !== undefined)
      this.#try(`${name}: page ${root}`, () => visit(root, 1, { low: undefined, high: undefined }));
    for (const [what, count] of Object.entries(counted)) {
      const told = tree[what as keyof typeof counted];
      if (count !== told && this.#found.length === 0)
        this.#say(`${name}: ${what} are ${count}, and the file says ${told}`);
    }
  }

  /** A page's nodes, after checking its header and their places. */
  #nodes(page: Buffer, number: number, isBranch: boolean): Node[] {
    const header = readHeader(page);
    const room = this.#file.pageBytes - HEADER_BYTES;
    const flags = isBranch ? PageFlag.branch : PageFlag.leaf;
    if (header.page !== number || header.flags !== flags || header.pad !== 0)
      throw new Damage('has a wrong header');
    this.#checkAge(header.transaction);
    const { lower, upper } = header;
    if (lower < 2 || lower % 2 === 1 || lower > upper || upper > room) throw new Damage('has wrong bounds');
    const nodes = Array.from({ length: lower / 2 }, (_, index) => {
      const offset = page.readUInt16LE(HEADER_BYTES + 2 * index);
      if (offset < upper || offset > room - NODE_BYTES) throw new Damage(`has node ${index} outside of it`);
      const node = readNode(page, HEADER_BYTES + offset, isBranch);
      if (offset + node.nodeBytes > room) throw new Damage(`has node ${index} reach out of it`);
      if (node.flags & ~(NodeFlag.bigData | NodeFlag.subTree))
        throw new Damage(`has node ${index} of no known kind`);
      return node;
    });
    if (!this.#isFilled(page, nodes, upper)) throw new Damage('has nodes that do not fill their room');
    return nodes;
  }

  /** Whether the nodes fill the page from `upper` to its end without overlaps: LMDB leaves no gap. */
  #isFilled(page: Buffer, nodes: readonly Node[], upper: number): boolean {
    const room = this.#file.pageBytes - HEADER_BYTES;
    const bytesAt = this.#nodeBytesAt.fill(0);
    nodes.forEach(({ nodeBytes }, index) => {
      bytesAt[page.readUInt16LE(HEADER_BYTES + 2 * index)] = nodeBytes;
    });
    let at = upper;
    let count = 0;
    for (; at < room; count += 1) {
      const bytes = bytesAt[at] as number;
      if (bytes === 0) return false;
      at += bytes;
    }
    return at === room && count === nodes.length;
  }

  #checkOrder(nodes: readonly Node[], tree: TreeRecord, { low, high }: Bounds, isBranch: boolean): void {
    const compare = tree.flags & TreeFlag.integerKey ? compareIntegers : Buffer.compare;
    // The first key of a branch page stands for everything lower than the second, so it is not checked.
    const keys = nodes.slice(isBranch ? 1 : 0).map(({ key }) => key);
    if (tree.flags & TreeFlag.integerKey && !keys.every(({ length }) => length === 4 || length === 8))
      throw new Damage('has a key of a wrong size');
    const bounded = [...(low ? [low] : []), ...keys];
    const isSorted = bounded.every((key, index) => {
      const before = bounded[index - 1];
      if (before === undefined) return true;
      const order = compare(before, key);
      return order < 0 || (order === 0 && index === 1 && low !== undefined);
    });
    const last = keys.at(-1);
    if (!isSorted || (high && last && compare(last, high) >= 0)) throw new Damage('has keys out of order');
  }

  /** Marks the overflow pages of a value; returns how many it has. */
  #takeOverflow(page: Buffer, node: Node): number {
    const [first, transaction, count] = [0, 8, 16].map((at) => readNumber(page, node.valueOffset + at)) as [
      number,
      number,
      number,
    ];
    const header = readHeader(this.#take(first));
    const expected = Math.floor((HEADER_BYTES - 1 + node.valueBytes) / this.#file.pageBytes) + 1;
    if (header.page !== first || header.flags !== PageFlag.overflow || header.transaction !== transaction) {
      throw new Damage(`has a value on page ${first}, which has a wrong header`);
    }
    // If a value was overwritten by a shorter one in the same transaction, LMDB keeps its pages.
    if (count < expected || header.overflowPages !== count) throw new Damage('has a value of a wrong size');
    this.#checkAge(transaction);
    if ((first + count) * this.#file.pageBytes > this.#file.bytes)
      throw new Damage(`has a value on page ${first}, which is cut off`);
    for (let number = first + 1; number < first + count; number += 1) this.#mark(number);
    return count;
  }

  #value(page: Buffer, node: Node): Buffer {
    if ((node.flags & NodeFlag.bigData) === 0) {
      return page.subarray(node.valueOffset, node.valueOffset + node.valueBytes);
    }
    const first = readNumber(page, node.valueOffset);
    return this.#file.readAt(first, HEADER_BYTES, node.valueBytes);
  }

  /**
   * The list is a count, then page numbers. Zero is no page; a negative number is the length of a run that the next one begins.
   */
  #takeFreePages(page: Buffer, node: Node): void {
    if (node.flags & NodeFlag.subTree || node.key.length !== 8) throw new Damage('has no list of free pages');
    const freedBy = readNumber(node.key, 0);
    if (freedBy === 0) throw new Damage('has pages that were freed by commit 0');
    this.#checkAge(freedBy);
    const list = this.#value(page, node);
    if (list.length < 8 || list.length % 8 !== 0) throw new Damage('has a list of a wrong length');
    const count = readNumber(list, 0);
    if (count * 8 + 8 > list.length) throw new Damage('has a list of a wrong length');
    const end = 8 + count * 8;
    for (let at = 8; at < end; at += 8) {
      const entry = Number(list.readBigInt64LE(at));
      if (entry >= 0) {
        if (entry > 0) this.#mark(entry);
        continue;
      }
      at += 8;
      if (at >= end || -entry > this.#used.length) throw new Damage('has a list with a wrong run');
      const start = readNumber(list, at);
      for (let number = start; number < start - entry; number += 1) this.#mark(number);
    }
  }

  #take(number: number): Buffer {
    this.#mark(number);
    return this.#file.read(number);
  }

  #mark(number: number): void {
    if (!(number >= 2 && number < this.#used.length))
      throw new Damage(`leads to page ${number}, which does not exist`);
    if (this.#used[number] === 1) throw new Damage(`leads to page ${number}, which is used elsewhere`);
    this.#used[number] = 1;
  }

  #checkAge(transaction: number): void {
    if (transaction > this.#meta.transaction)
      throw new Damage(`is of commit ${transaction}, which was never made`);
  }

  #try(where: string, look: () => void): void {
    if (this.#found.length >= FINDINGS_MAX) return;
    try {
      look();
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#say(`${where} ${error.message}`);
    }
  }

  #say(finding: string): void {
    if (this.#found.length < FINDINGS_MAX) this.#found.push(finding);
  }
}

/** Compares keys of 4 or 8 bytes that are numbers. */
function compareIntegers(a: Buffer, b: Buffer): number {
  if (a.length !== b.length || (a.length !== 4 && a.length !== 8))
    throw new Damage('has a key of a wrong size');
  const read = (key: Buffer) => (key.length === 4 ? key.readUInt32LE(0) : readNumber(key, 0));
  return read(a) - read(b);
}
