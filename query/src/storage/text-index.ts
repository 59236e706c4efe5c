import { corruptValue, type Store, type Table } from '@blog/service-kit';
import {
  decodeTextBlock,
  encodeTextBlock,
  type FoundText,
  isWholeTextBlock,
  type PlacedText,
  searchTextBlock,
} from './text-block';

/** Positions of the log per block; roughly a third of them have texts. */
const BLOCK_POSITIONS = 128;
const blockOf = (place: number) => Math.floor(place / BLOCK_POSITIONS);

/** Changes with the format of the tables and the folding of texts: the index is then filled again. */
const VERSION = 2;

type OwnText = Omit<PlacedText, 'place'>;

/** The progress of the tables in the log: a build without an index cannot change the tables without changing one of these. */
export interface Progress {
  readonly checkpoint: number;
  /** Events set aside: a retry changes the tables, but not the checkpoint. */
  readonly setAside: number;
}

/**
 * The folded texts by place, in a form that is quick to search: those of the newest block as single values, the others
 * as blocks. A block is written once the log has passed it, and seldom again: by a late edit, deletion or decision.
 */
export class TextIndex {
  readonly #blocks: Table<Buffer, number>;
  readonly #newer: Table<OwnText, number>;
  readonly #meta: Table<number>;

  constructor(store: Store) {
    this.#blocks = store.binaryTable('text-blocks');
    this.#newer = store.table('texts');
    this.#meta = store.table('text-index');
  }

  /** Whether it has all texts of the tables at this progress. */
  isCurrent({ checkpoint, setAside }: Progress): boolean {
    const version = this.#meta.get('version');
    const isAsFar = this.#meta.get('checkpoint') === checkpoint && this.#meta.get('set-aside') === setAside;
    return version === VERSION && isAsFar;
  }

  /** In a transaction, before it is filled again from the beginning. */
  clear(): void {
    this.#blocks.clearSync();
    this.#newer.clearSync();
    this.#meta.clearSync();
  }

  /** In a transaction, once everything was gathered and packed. */
  markCurrent(progress: Progress): void {
    void this.#meta.put('version', VERSION);
    this.note(progress);
  }

  /** In the transaction that brings the tables to this progress. */
  note({ checkpoint, setAside }: Progress): void {
    void this.#meta.put('checkpoint', checkpoint);
    void this.#meta.put('set-aside', setAside);
  }

  /** In a transaction, after `clear`: adds a text. The order does not matter, since the table sorts them. */
  gather(place: number, text: OwnText): void {
    void this.#newer.put(place, text);
  }

  /**
   * In a transaction, once all texts are gathered: makes blocks of them, oldest first, until these have `bytesMax` bytes. False
   * once only the texts of the newest block are left, which stay single values.
   */
  pack({ bytesMax }: { bytesMax: number }): boolean {
    const [last = 0] = this.#newer.getKeys({ reverse: true, limit: 1 });
    const newest = blockOf(last);
    for (let bytes = 0; bytes < bytesMax; ) {
      const [first = last] = this.#newer.getKeys({ limit: 1 });
      const block = blockOf(first);
      if (block === newest) {
        void this.#meta.put('newest-block', newest);
        return false;
      }
      bytes += this.#writeBlock(block);
    }
    return true;
  }

  /** In a transaction, like `remove` and `clear`. */
  put(place: number, text: OwnText): void {
    const block = blockOf(place);
    const newest = this.#newestBlock;
    if (block > newest) this.#endBlock({ next: block });
    if (block < newest) this.#rewrite(place, text);
    else void this.#newer.put(place, text);
  }

  remove(place: number): void {
    if (blockOf(place) < this.#newestBlock) this.#rewrite(place, undefined);
    else void this.#newer.remove(place);
  }

  /**
   * The texts in places before `before` that contain all terms, newest first. Ends after `limit` finds, or at the end of the
   * block that exceeds `bytesMax` searched bytes. The search then continues before `next`, which is undefined once everything
   * was searched.
   */
  search(options: { terms: readonly string[]; before: number; limit: number; bytesMax: number }): {
    found: readonly FoundText[];
    bytes: number;
    next: number | undefined;
  } {
    // Longest first: it is in the fewest texts.
    const sorted = [...options.terms].sort((a, b) => b.length - a.length);
    const terms = sorted.map((term) => Buffer.from(term));
    const { before, limit, bytesMax } = options;
    const found: FoundText[] = [];
    let bytes = 0;
    const range = { start: before, exclusiveStart: true, reverse: true };
    for (const { key: place, value } of this.#newer.getRange(range)) {
      if (!sorted.every((term) => value.text.includes(term))) continue;
      found.push({ place, postId: value.postId });
      if (found.length === limit) return { found, bytes, next: place };
    }
    for (const { key, value } of this.#blocks.getRange({ start: blockOf(before), reverse: true })) {
      const older = searchTextBlock(this.#whole(value), terms).reverse();
      for (const one of older) {
        if (one.place >= before) continue;
        found.push(one);
        if (found.length === limit) return { found, bytes, next: one.place };
      }
      bytes += value.length;
      if (bytes >= bytesMax) return { found, bytes, next: key * BLOCK_POSITIONS };
    }
    return { found, bytes, next: undefined };
  }

  get #newestBlock(): number {
    return this.#meta.get('newest-block') ?? 0;
  }

  #endBlock({ next }: { next: number }): void {
    this.#writeBlock(this.#newestBlock);
    void this.#meta.put('newest-block', next);
  }

  /** Makes a block of the single texts in its range; returns its size in bytes. */
  #writeBlock(block: number): number {
    const range = { start: block * BLOCK_POSITIONS, end: (block + 1) * BLOCK_POSITIONS };
    const texts = Array.from(this.#newer.getRange(range), ({ key: place, value }) => ({ place, ...value }));
    if (texts.length === 0) return 0;
    const encoded = encodeTextBlock(texts);
    void this.#blocks.put(block, encoded);
    for (const { place } of texts) void this.#newer.remove(place);
    return encoded.length;
  }

  #rewrite(place: number, text: OwnText | undefined): void {
    const block = blockOf(place);
    const stored = this.#blocks.get(block);
    const others = stored === undefined ? [] : decodeTextBlock(this.#whole(stored));
    const texts = others.filter((other) => other.place !== place);
    if (text === undefined && texts.length === others.length) return;
    if (text !== undefined) texts.push({ place, ...text });
    texts.sort((a, b) => a.place - b.place);
    if (texts.length === 0) void this.#blocks.remove(block);
    else void this.#blocks.put(block, encodeTextBlock(texts));
  }

  /** @throws DomainError `storage.corrupt` */
  #whole(block: Buffer): Buffer {
    if (isWholeTextBlock(block)) return block;
    throw corruptValue('text-blocks');
  }
}
