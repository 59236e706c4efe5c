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
  /** The block that this one is the end of, or itself. */
  #whole: EventBlock = this;
  readonly #has = new Map<string, boolean>();

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
    this.#records ??= split(this);
    return this.#records;
  }

  /** What comes after `position`, which lies before its last event. */
  after(position: number): EventBlock {
    if (position < this.first) return this;
    const records = this.records.slice(position + 1 - this.first);
    const [{ bytes }] = records as [EventRecord];
    const lines = this.lines.subarray(bytes.byteOffset - this.lines.byteOffset);
    const end = new EventBlock({ first: position + 1, last: this.last, lines });
    end.#records = records;
    end.#whole = this.#whole;
    return end;
  }

  /** Whether a text may be in it: false for certain. It is looked for once, however many readers ask for the same. */
  mayHave(text: string): boolean {
    const { lines } = this.#whole;
    const known = this.#whole.#has;
    const has = known.get(text) ?? lines.includes(text);
    if (known.size < TEXTS_MAX && text.length <= TEXT_CHARACTERS_MAX) known.set(text, has);
    return has;
  }
}

function split({ first, lines }: EventBlock): EventRecord[] {
  const records: EventRecord[] = [];
  for (let start = 0, position = first; start < lines.length; position += 1) {
    const end = lines.indexOf(NEWLINE, start);
    records.push({ position, bytes: lines.subarray(start, end) });
    start = end + 1;
  }
  return records;
}
