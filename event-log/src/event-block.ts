import { foldCase } from './fold-case';
import { LineTypes } from './line-types';

const NEWLINE = 0x0a;
/** Of the texts that were looked for in a block, so many are remembered, unless they are longer. */
const TEXTS_MAX = 1_000;
const TEXT_CHARACTERS_MAX = 200;

/** A stored event: `bytes` is the JSON text as it goes out, with `position` and `storedtime`. */
export interface EventRecord {
  readonly position: number;
  readonly bytes: Buffer;
}

/** Some events in a row, as they go out: one JSON text a line (NDJSON). Many readers may share one. */
export class EventBlock {
  readonly first: number;
  readonly last: number;
  /** Every line with its end. */
  readonly lines: Buffer;
  #records: readonly EventRecord[] | undefined;
  /** The block that this one is a part of, or itself; the parts share what is found out about it. */
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

  /** Blocks that follow one another, as one. */
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

  /** Its events one by one; they share its memory. */
  get records(): readonly EventRecord[] {
    if (this.#records === undefined) {
      const records: EventRecord[] = [];
      for (let position = this.first; position <= this.last; position += 1)
        records.push(this.record(position));
      this.#records = records;
    }
    return this.#records;
  }

  /** The event at a position of it; it shares its memory. */
  record(position: number): EventRecord {
    const { lines } = this.#whole;
    // Without the line's end.
    return { position, bytes: lines.subarray(this.#startOf(position), this.#startOf(position + 1) - 1) };
  }

  /** The types of its events, and perhaps of some around them. */
  get types(): LineTypes {
    const whole = this.#whole;
    whole.#types ??= new LineTypes({ first: whole.first, lines: whole.lines, starts: whole.#lineStarts() });
    return whole.#types;
  }

  /** What comes after `position`, which lies before its last event. */
  after(position: number): EventBlock {
    return position < this.first ? this : this.#part(position + 1, this.last);
  }

  /** What comes up to and including `position`, which does not lie before its first event. */
  through(position: number): EventBlock {
    return position >= this.last ? this : this.#part(this.first, position);
  }

  /** In pieces that follow one another, each of `bytes` or a little more, but for the last one. */
  split(bytes: number): EventBlock[] {
    if (this.lines.length <= bytes) return [this];
    const pieces: EventBlock[] = [];
    for (let first = this.first, position = first; position <= this.last; position += 1) {
      const taken = this.#startOf(position + 1) - this.#startOf(first);
      if (taken < bytes && position < this.last) continue;
      pieces.push(this.#part(first, position));
      first = position + 1;
    }
    return pieces;
  }

  /** Whether a text may be in it: false for certain. It is looked for once, however many readers ask for the same. */
  mayHave(text: string): boolean {
    const { lines } = this.#whole;
    return remembered(this.#whole.#has, text, () => lines.includes(text));
  }

  /** As `mayHave`, whatever the case of letters; `folded` is as `foldCase` gives it. */
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

  /** Where the line of a position begins in the whole block. */
  #startOf(position: number): number {
    return this.#whole.#lineStarts()[position - this.#whole.first] as number;
  }

  /** Where each line begins, and at its end where the next one would. */
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
