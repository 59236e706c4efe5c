const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
/** A quote inside a string is escaped, so a quote after a comma starts a name, or ends a string right there. */
const BEGINNING = Buffer.from(',"type":"');
/** Maximum offsets within a line to try first; all events of one publisher have their type at one or two. */
const OFFSETS_MAX = 8;
const HASH_FACTOR = 31;

/** The kind of an event that must be parsed to know its type. */
export const UNCERTAIN = 0;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The types of the events in a block, found in one pass over the starts of the lines, without an object per event. */
export class LineTypes {
  /** Each type found, by its kind: JSON without quotes, decoded as latin1. Empty for `UNCERTAIN`. */
  readonly texts: string[] = [''];
  readonly #first: number;
  readonly #lines: Buffer;
  readonly #kinds: Uint32Array;
  readonly #offsets: number[] = [];
  readonly #kindOfHash = new Map<number, number>();
  /** Where each kind first occurs. */
  readonly #spans: Span[] = [{ from: 0, to: 0 }];

  /** `first` is the position of the first line; `starts` holds the offset of each line, then the end of the last. */
  constructor({ first, lines, starts }: { first: number; lines: Buffer; starts: Uint32Array }) {
    this.#first = first;
    this.#lines = lines;
    this.#kinds = new Uint32Array(starts.length - 1);
    for (let line = 0; line < this.#kinds.length; line += 1) {
      this.#kinds[line] = this.#find(starts[line] as number, starts[line + 1] as number);
    }
  }

  /** The kind of the event at a position: an index of `texts`. */
  kindAt(position: number): number {
    return this.#kinds[position - this.#first] as number;
  }

  #find(start: number, end: number): number {
    const brace = this.#lines.indexOf(OPEN_BRACE, start + 1);
    // A name before the second brace belongs to the event itself; a later one may be inside its data.
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

  #beginsAt(offset: number, limit: number): boolean {
    if (offset >= limit) return false;
    for (let n = 0; n < BEGINNING.length; n += 1) if (this.#lines[offset + n] !== BEGINNING[n]) return false;
    return true;
  }

  #kindOf(from: number, limit: number): number {
    let hash = 0;
    let to = from;
    for (; this.#lines[to] !== QUOTE; to += 1) {
      const byte = this.#lines[to] as number;
      // The same type may be escaped differently, or not at all.
      if (byte === BACKSLASH || to >= limit) return UNCERTAIN;
      hash = (Math.imul(hash, HASH_FACTOR) + byte) | 0;
    }
    const known = this.#kindOfHash.get(hash);
    // On a hash collision the second type counts as uncertain: not worth a list.
    if (known !== undefined) return this.#isKind(known, { from, to }) ? known : UNCERTAIN;
    const kind = this.texts.push(this.#lines.toString('latin1', from, to)) - 1;
    this.#spans.push({ from, to });
    this.#kindOfHash.set(hash, kind);
    return kind;
  }

  #isKind(kind: number, { from, to }: Span): boolean {
    const first = this.#spans[kind] as Span;
    if (first.to - first.from !== to - from) return false;
    for (let at = from; at < to; at += 1) {
      if (this.#lines[first.from + at - from] !== this.#lines[at]) return false;
    }
    return true;
  }
}
