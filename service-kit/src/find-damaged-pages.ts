import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  DATA_VERSION,
  HEADER_BYTES,
  MAGIC,
  type Meta,
  NODE_BYTES,
  type Node,
  NodeFlag,
  PageFlag,
  readHeader,
  readMeta,
  readNode,
  readNumber,
  readTree,
  TREE_BYTES,
  TreeFlag,
  type TreeRecord,
} from './lmdb-format';

const FINDINGS_MAX = 10;
const PAGE_BYTES_MAX = 32768;

/**
 * Reads an LMDB file page by page and says what is wrong with its structure, a sentence each; nothing for a whole file.
 * Found is whatever could lead a reader or a writer astray: page headers, the places, sizes and order of the nodes, the
 * counts of the trees, the list of free pages. What is in the values is not looked at. No process may write meanwhile.
 */
export function findDamagedPages(path: string): string[] {
  const file = openSync(path, 'r');
  try {
    return new PageWalk(file).findings();
  } finally {
    closeSync(file);
  }
}

/** Keys of a page lie from `low` (inclusive) to `high` (exclusive). */
interface Bounds {
  readonly low: Buffer | undefined;
  readonly high: Buffer | undefined;
}

class Damage extends Error {}

class PageWalk {
  readonly #file: number;
  readonly #pageBytes: number;
  readonly #fileBytes: number;
  readonly #found: string[] = [];
  #meta!: Meta;
  /** One byte a page: 1 once it was found in a tree or in the list of free pages. */
  #used = new Uint8Array(0);
  /** By where a node of the page under way begins: its bytes. */
  readonly #nodeBytesAt: Uint16Array;

  constructor(file: number) {
    this.#file = file;
    this.#fileBytes = fstatSync(file).size;
    const start = Buffer.alloc(HEADER_BYTES + 28);
    readSync(file, start, 0, start.length, 0);
    this.#pageBytes = start.readUInt32LE(HEADER_BYTES + 24);
    this.#nodeBytesAt = new Uint16Array(Math.min(this.#pageBytes, PAGE_BYTES_MAX));
  }

  findings(): string[] {
    // An empty file is a new one.
    if (this.#fileBytes === 0) return [];
    this.#try('the first two pages', () => this.#readMetas());
    if (this.#found.length > 0) return this.#found;
    this.#used = new Uint8Array(this.#meta.lastPage + 1).fill(1, 0, 2);
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

  /** Two commits in a row wrote them; LMDB goes by the later one. */
  #readMetas(): void {
    const isPageSize = [4096, 8192, 16384, PAGE_BYTES_MAX].includes(this.#pageBytes);
    if (!isPageSize || this.#fileBytes < 2 * this.#pageBytes) throw new Damage('do not begin an LMDB file');
    const metas = [0, 1].map((number) => {
      const page = this.#read(number);
      const isMeta =
        page.readUInt32LE(HEADER_BYTES) === MAGIC && (readHeader(page).flags & PageFlag.meta) !== 0;
      const version = page.readUInt32LE(HEADER_BYTES + 4) & 0xffff;
      if (!isMeta || version !== DATA_VERSION) throw new Damage('do not begin an LMDB file');
      return readMeta(page);
    }) as [Meta, Meta];
    const [even, odd] = metas.map(({ transaction }) => transaction) as [number, number];
    const isNew = even === 0 && odd === 0;
    const isInOrder = Math.abs(even - odd) === 1 && even % 2 === 0;
    // A compact copy has one commit.
    const isCopy = even === 0 && odd % 2 === 1;
    if (!isNew && !isInOrder && !isCopy)
      throw new Damage(`tell of commits ${even} and ${odd}, which do not follow each other`);
    const [newer, older] = even > odd ? metas : ([metas[1], metas[0]] as const);
    this.#meta = newer;
    const { lastPage } = newer;
    // Pages that were freed before they were ever written can be missing at the end.
    if (lastPage > (2 * this.#fileBytes) / this.#pageBytes + 1_000_000) {
      throw new Damage(`tell of ${lastPage} pages, more than there can be`);
    }
    const isAgreed =
      newer.pageBytes === older.pageBytes &&
      newer.free.flags === older.free.flags &&
      newer.main.flags === older.main.flags;
    if (!isAgreed) throw new Damage('do not agree on the kind of the file');
    this.#checkCommit(newer, newer.transaction);
    this.#checkCommit(older, newer.transaction);
  }

  /**
   * Looks whether a meta page tells the number of its commit: if it does not, LMDB could take the older state for the
   * newer one. Every commit writes a new root of the main tree, and the pages of the last two are never written to.
   */
  #checkCommit(meta: Meta, newest: number): void {
    const { transaction, main, free, lastPage } = meta;
    if (transaction === 0) {
      const isEmpty = main.root === undefined && free.root === undefined && lastPage === 1;
      if (!isEmpty) throw new Damage('tell of commit 0, which has pages');
      return;
    }
    if (main.root === undefined) throw new Damage(`tell of commit ${transaction}, which has no tables`);
    const written = readHeader(this.#read(main.root)).transaction;
    // Where a commit could not be written, LMDB gives its meta page the number and the last page of the one before.
    const hasFailed = written === newest + 1 && transaction < newest && lastPage <= this.#meta.lastPage;
    if (written !== transaction && !hasFailed)
      throw new Damage(`tell of commit ${transaction}, whose page ${main.root} is of commit ${written}`);
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

  /** A page's nodes, after a look at its header and at where they are. */
  #nodes(page: Buffer, number: number, isBranch: boolean): Node[] {
    const header = readHeader(page);
    const room = this.#pageBytes - HEADER_BYTES;
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

  /** Whether the nodes take all room from `upper` to the end of the page, each once: LMDB leaves no gap. */
  #isFilled(page: Buffer, nodes: readonly Node[], upper: number): boolean {
    const room = this.#pageBytes - HEADER_BYTES;
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
    // The first key of a branch page stands for whatever is lower than the second; it is not looked at.
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

  /** Takes the pages of a value that has pages of its own; resolves with how many. */
  #takeOverflow(page: Buffer, node: Node): number {
    const [first, transaction, count] = [0, 8, 16].map((at) => readNumber(page, node.valueOffset + at)) as [
      number,
      number,
      number,
    ];
    const header = readHeader(this.#take(first));
    const expected = Math.floor((HEADER_BYTES - 1 + node.valueBytes) / this.#pageBytes) + 1;
    if (header.page !== first || header.flags !== PageFlag.overflow || header.transaction !== transaction) {
      throw new Damage(`has a value on page ${first}, which has a wrong header`);
    }
    if (count !== expected || header.overflowPages !== count) throw new Damage('has a value of a wrong size');
    this.#checkAge(transaction);
    if ((first + count) * this.#pageBytes > this.#fileBytes)
      throw new Damage(`has a value on page ${first}, which is cut off`);
    for (let number = first + 1; number < first + count; number += 1) this.#mark(number);
    return count;
  }

  #value(page: Buffer, node: Node): Buffer {
    if ((node.flags & NodeFlag.bigData) === 0) {
      return page.subarray(node.valueOffset, node.valueOffset + node.valueBytes);
    }
    const first = readNumber(page, node.valueOffset);
    const value = Buffer.alloc(node.valueBytes);
    readSync(this.#file, value, 0, value.length, first * this.#pageBytes + HEADER_BYTES);
    return value;
  }

  /** A count, then page numbers, and zeros for no page; a negative one is the length of a run that begins with the next. */
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
    return this.#read(number);
  }

  #mark(number: number): void {
    if (!(number >= 2 && number < this.#used.length))
      throw new Damage(`leads to page ${number}, which does not exist`);
    if (this.#used[number] === 1) throw new Damage(`leads to page ${number}, which is used elsewhere`);
    this.#used[number] = 1;
  }

  #read(number: number): Buffer {
    const start = number * this.#pageBytes;
    if (start + this.#pageBytes > this.#fileBytes)
      throw new Damage(`leads to page ${number}, which is cut off`);
    const page = Buffer.allocUnsafe(this.#pageBytes);
    readSync(this.#file, page, 0, page.length, start);
    return page;
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

/** Keys of 4 or 8 bytes that are numbers. */
function compareIntegers(a: Buffer, b: Buffer): number {
  if (a.length !== b.length || (a.length !== 4 && a.length !== 8))
    throw new Damage('has a key of a wrong size');
  const read = (key: Buffer) => (key.length === 4 ? key.readUInt32LE(0) : readNumber(key, 0));
  return read(a) - read(b);
}
