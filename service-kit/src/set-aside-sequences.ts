import { hash as digest } from 'node:crypto';
import type { SetAsideFrom } from './set-aside-event';
import type { Store, Table } from './store';

/** Length of the beginning of a sequence's hash, in base64: there are 64^3 = 262,144 beginnings. */
const BEGINNING_CHARACTERS = 3;

type SequenceKey = [hash: string, key: number];

/** The keys of events set aside, by their sequences. All changes are made inside a transaction of the store. */
export class SetAsideSequences {
  /** By the sequence's hash: a sequence may be longer than a key of the table. */
  readonly #keys: Table<true, SequenceKey>;
  /**
   * The beginnings of the hashes of all sequences with keys: for nearly all other sequences the table need not be read. None is
   * removed, since a transaction that removes a key may fail.
   */
  readonly #beginnings = new Set<string>();

  constructor(store: Store, from: SetAsideFrom) {
    this.#keys = store.table(`set-aside-${from}-sequences`);
    for (const [hash] of this.#keys.getKeys()) this.#beginnings.add(beginningOf(hash));
  }

  add(sequence: string, key: number): void {
    const hash = hashOf(sequence);
    this.#beginnings.add(beginningOf(hash));
    void this.#keys.put([hash, key], true);
  }

  remove(sequence: string, key: number): void {
    void this.#keys.remove([hashOf(sequence), key]);
  }

  /** Whether a sequence has a key before `key`. */
  holds(sequence: string, key: number): boolean {
    if (this.#beginnings.size === 0 || !this.#beginnings.has(beginningOf(hashOf(sequence)))) return false;
    const first = this.firstOf(sequence);
    return first !== undefined && first < key;
  }

  firstOf(sequence: string): number | undefined {
    const [first] = this.#keys.getKeys({ ...keysOf(sequence), limit: 1 });
    return first?.[1];
  }

  count(sequence: string): number {
    return this.#keys.getKeysCount(keysOf(sequence));
  }

  /** The highest keys of a sequence up to `start` (inclusive), highest first. */
  keysUpTo(sequence: string, { start, limit }: { start: number; limit: number }): number[] {
    const { start: end, hash } = keysOf(sequence);
    const range = this.#keys.getKeys({ start: [hash, start], end, reverse: true, limit });
    return Array.from(range, ([, key]) => key);
  }
}

/** The range of a sequence's keys. */
function keysOf(sequence: string): { hash: string; start: SequenceKey; end: SequenceKey } {
  const hash = hashOf(sequence);
  return { hash, start: [hash, 0], end: [hash, Number.MAX_SAFE_INTEGER] };
}

const hashOf = (sequence: string) => digest('sha256', sequence, 'base64url');

const beginningOf = (hash: string) => hash.slice(0, BEGINNING_CHARACTERS);
