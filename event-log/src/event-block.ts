import { foldCase } from './fold-case';
import { LineTypes } from './line-types';

const NEWLINE = 0x0a;
/** Number of search results that a block caches; longer texts are not cached. */
const TEXTS_MAX = 1_000;
const TEXT_CHARACTERS_MAX = 200;

/** A stored event. `bytes` is its JSON as sent to readers, with `position` and `storedtime`. */
export interface EventRecord {
  readonly position: number;
  readonly bytes: Buffer;
}

/** Consecutive events as NDJSON, as sent to readers. Many readers may share one block. */
export class EventBlock {
  readonly first: number;
  readonly last: number;
  /** Each line ends with a newline. */
  readonly lines: Buffer;
  #records: readonly EventRecord[] | undefined;
  /** The block that this one is a part of, or this one; parts share its caches. */
  #whole: EventBlock = this;
  #starts: Uint32Array | undefined;
  #types: LineTypes | undefined;
  readonly #has = new Map<string, boolean>();
  readonly #hasFolded = new Map<string, boolean>();

  constructor(block: { first: number; last: number; lines: Buffer }) {
    this.first = block.first;
    this.last = block.last;
    this.lines = block.lines;
  }

  /** Concatenates adjacent blocks. */
  static join(blocks: readonly EventBlock[]): EventBlock {
    const [first] = blocks as [EventBlock];
    if (blocks.length === 1) return first;
    const { last } = blocks.at(-1) as EventBlock;
    return new EventBlock({
      first: first.first,
      last,
      lines: Buffer.concat(blocks.map(({ lines }) => lines)),
    });
  }

  /** Its events, as views of its memory. */
  get records(): readonly EventRecord[] {
    if (this.#records === undefined) {
      const records: EventRecord[] = [];
      for (let position = this.first; position <= this.last; position += 1)
        records.push(this.record(position));
      this.#records = records;
    }
    return this.#records;
  }

  /** The event at a position within it, as a view of its memory. */
  record(position: number): EventRecord {
    const { lines } = this.#whole;
    // Without the newline.
    return { position, bytes: lines.subarray(this.#startOf(position), this.#startOf(position + 1) - 1) };
  }

  /** The types of its events; computed for the whole block, so it may cover more events. */
  get types(): LineTypes {
    const whole = this.#whole;
    whole.#types ??= new LineTypes({ first: whole.first, lines: whole.lines, starts: whole.#lineStarts() });
    return whole.#types;
  }

  /** The events after `position`, which must be before its last. */
  after(position: number): EventBlock {
    return position < this.first ? this : this.#part(position + 1, this.last);
  }

  /** The events up to and including `position`, which must not be before its first. */
  through(position: number): EventBlock {
    return position >= this.last ? this : this.#part(this.first, position);
  }

  /** Splits into adjacent parts, each of at least `bytes` except the last. */
  split(bytes: number): EventBlock[] {
    if (this.lines.length <= bytes) return [this];
    const parts: EventBlock[] = [];
    for (let first = this.first, position = first; position <= this.last; position += 1) {
      const taken = this.#startOf(position + 1) - this.#startOf(first);
      if (taken < bytes && position < this.last) continue;
      parts.push(this.#part(first, position));
      first = position + 1;
    }
    return parts;
  }

  /** Whether it may contain a text; false is certain. The result is cached for all readers. */
  mayHave(text: string): boolean {
    const { lines } = this.#whole;
    return remembered(this.#whole.#has, text, () => lines.includes(text));
  }

  /** As `mayHave`, ignoring case; `folded` comes from `foldCase`. */
  mayHaveFolded(folded: string): boolean {
    const { lines } = this.#whole;
    return remembered(this.#whole.#hasFolded, folded, () => foldCase(lines.toString()).includes(folded));
  }

  #part(first: number, last: number): EventBlock {
    const lines = this.#whole.lines.subarray(this.#startOf(first), this.#startOf(last + 1));
    const part = new EventBlock({ first, last, lines });
    part.#whole = this.#whole;
    return part;
  }

  /** Offset in the whole block at which the line of a position starts. */
  #startOf(position: number): number {
    return this.#whole.#lineStarts()[position - this.#whole.first] as number;
  }

  /** The offset of each line, then the offset after the last. */
  #lineStarts(): Uint32Array {
    if (this.#starts !== undefined) return this.#starts;
    const { first, last, lines } = this;
    const starts = new Uint32Array(last + 2 - first);
    for (let line = 1; line < starts.length; line += 1) {
      starts[line] = lines.indexOf(NEWLINE, starts[line - 1] as number) + 1;
    }
    this.#starts = starts;
    return starts;
  }
}

function remembered(known: Map<string, boolean>, text: string, look: () => boolean): boolean {
  const has = known.get(text) ?? look();
  if (known.size < TEXTS_MAX && text.length <= TEXT_CHARACTERS_MAX) known.set(text, has);
  return has;
}
