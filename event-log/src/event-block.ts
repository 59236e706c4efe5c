import { foldCase } from './fold-case';

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
  /** The block that this one is a part of, or itself. */
  #whole: EventBlock = this;
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
    this.#records ??= recordsOf(this);
    return this.#records;
  }

  /** What comes after `position`, which lies before its last event. */
  after(position: number): EventBlock {
    return position < this.first ? this : this.#part(this.records.slice(position + 1 - this.first));
  }

  /** What comes up to and including `position`, which does not lie before its first event. */
  through(position: number): EventBlock {
    return position >= this.last ? this : this.#part(this.records.slice(0, position + 1 - this.first));
  }

  /** In pieces that follow one another, each of `bytes` or a little more, but for the last one. */
  split(bytes: number): EventBlock[] {
    if (this.lines.length <= bytes) return [this];
    const pieces: EventBlock[] = [];
    let start = 0;
    let taken = 0;
    for (const [index, record] of this.records.entries()) {
      taken += record.bytes.length + 1;
      if (taken < bytes && record.position < this.last) continue;
      pieces.push(this.#part(this.records.slice(start, index + 1)));
      start = index + 1;
      taken = 0;
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

  #part(records: readonly EventRecord[]): EventBlock {
    const first = records[0] as EventRecord;
    const last = records.at(-1) as EventRecord;
    const start = first.bytes.byteOffset - this.lines.byteOffset;
    const end = last.bytes.byteOffset - this.lines.byteOffset + last.bytes.length + 1;
    const lines = this.lines.subarray(start, end);
    const part = new EventBlock({ first: first.position, last: last.position, lines });
    part.#records = records;
    part.#whole = this.#whole;
    return part;
  }
}

function remembered(known: Map<string, boolean>, text: string, look: () => boolean): boolean {
  const has = known.get(text) ?? look();
  if (known.size < TEXTS_MAX && text.length <= TEXT_CHARACTERS_MAX) known.set(text, has);
  return has;
}

function recordsOf({ first, lines }: EventBlock): EventRecord[] {
  const records: EventRecord[] = [];
  for (let start = 0, position = first; start < lines.length; position += 1) {
    const end = lines.indexOf(NEWLINE, start);
    records.push({ position, bytes: lines.subarray(start, end) });
    start = end + 1;
  }
  return records;
}
