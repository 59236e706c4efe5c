const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
/** A quote within a text has a backslash before it: after a comma one begins a name, or a text that ends at once. */
const BEGINNING = Buffer.from(',"type":"');
/** How many offsets within the line are tried; all events of one publisher have their type at one or two. */
const OFFSETS_MAX = 8;
const HASH_FACTOR = 31;

/** Stands for an event whose type only a look at all of it can tell. */
export const UNCERTAIN = 0;

interface Place {
  readonly from: number;
  readonly to: number;
}

/** The types of the events of some lines, found in one pass over the beginnings of the lines, without an object for each. */
export class LineTypes {
  /** Every type that there is, by its kind: JSON without its quotes, a character for each byte. Empty for `UNCERTAIN`. */
  readonly texts: string[] = [''];
  readonly #first: number;
  readonly #lines: Buffer;
  readonly #kinds: Uint32Array;
  readonly #offsets: number[] = [];
  readonly #kindOfHash = new Map<number, number>();
  /** Where each kind was found first. */
  readonly #places: Place[] = [{ from: 0, to: 0 }];

  /** `first` is the position of the first line; `starts` tells where each begins, and then where the last one ends. */
  constructor({ first, lines, starts }: { first: number; lines: Buffer; starts: Uint32Array }) {
    this.#first = first;
    this.#lines = lines;
    this.#kinds = new Uint32Array(starts.length - 1);
    for (let line = 0; line < this.#kinds.length; line += 1) {
      this.#kinds[line] = this.#find(starts[line] as number, starts[line + 1] as number);
    }
  }

  /** The kind of the event at a position: a place in `texts`. */
  kindAt(position: number): number {
    return this.#kinds[position - this.#first] as number;
  }

  #find(start: number, end: number): number {
    const brace = this.#lines.indexOf(OPEN_BRACE, start + 1);
    // Before any second brace a name is one of the event itself; after it, it may be one within its data.
    const limit = brace < 0 || brace > end ? end : brace;
    const begin = this.#beginning(start, limit);
    return begin === undefined ? UNCERTAIN : this.#kindOf(begin + BEGINNING.length, limit);
  }

  #beginning(start: number, limit: number): number | undefined {
    for (const offset of this.#offsets) if (this.#beginsAt(start + offset, limit)) return start + offset;
    const found = this.#lines.indexOf(BEGINNING, start);
    if (found < 0 || found >= limit) return undefined;
    if (this.#offsets.length < OFFSETS_MAX) this.#offsets.push(found - start);
    return found;
  }

  #beginsAt(place: number, limit: number): boolean {
    if (place >= limit) return false;
    for (let n = 0; n < BEGINNING.length; n += 1) if (this.#lines[place + n] !== BEGINNING[n]) return false;
    return true;
  }

  #kindOf(from: number, limit: number): number {
    let hash = 0;
    let to = from;
    for (; this.#lines[to] !== QUOTE; to += 1) {
      const byte = this.#lines[to] as number;
      // The same type may be written with other escapes, or with none.
      if (byte === BACKSLASH || to >= limit) return UNCERTAIN;
      hash = (Math.imul(hash, HASH_FACTOR) + byte) | 0;
    }
    const known = this.#kindOfHash.get(hash);
    // Two types may have the same hash; the second is not worth a list.
    if (known !== undefined) return this.#isKind(known, { from, to }) ? known : UNCERTAIN;
    const kind = this.texts.push(this.#lines.toString('latin1', from, to)) - 1;
    this.#places.push({ from, to });
    this.#kindOfHash.set(hash, kind);
    return kind;
  }

  #isKind(kind: number, { from, to }: Place): boolean {
    const place = this.#places[kind] as Place;
    if (place.to - place.from !== to - from) return false;
    for (let at = from; at < to; at += 1) {
      if (this.#lines[place.from + at - from] !== this.#lines[at]) return false;
    }
    return true;
  }
}
