/** Maximum size of one request to the bus; the bus refuses more. */
export const BATCH_EVENTS_MAX = 1_000;
export const BATCH_BYTES_MAX = 4 * 1024 * 1024;
/** Maximum size of an event as compact JSON in UTF-8, without what the bus adds; the bus refuses more. */
export const EVENT_BYTES_MAX = 256 * 1024;

const OPENING = 0x5b;
const COMMA = 0x2c;
const CLOSING = 0x5d;

/**
 * An ordered batch of events as the bus takes it: one JSON array in UTF-8 of at most 1000 events and 4 MiB. Each event is
 * encoded when it is added: as strings, thousands of waiting events would be copied by the garbage collector repeatedly.
 */
export class EventBatch {
  #bytes = Buffer.allocUnsafe(0);
  /** Where the text of each event ends; the byte there is the separator before the next one. */
  readonly #ends: number[] = [];

  get length(): number {
    return this.#ends.length;
  }

  /**
   * Adds an event's JSON text; returns false if there is no room for it. An empty batch has room for any event: the bus
   * refuses one that is too large.
   */
  add(json: string): boolean {
    const bytes = Buffer.byteLength(json);
    const isFull = this.length >= BATCH_EVENTS_MAX || this.#end + bytes + 2 > BATCH_BYTES_MAX;
    if (isFull && this.length > 0) return false;
    const start = this.#append(bytes);
    this.#bytes.write(json, start);
    return true;
  }

  /** A batch of the events for whose index `isKept` is true. */
  filter(isKept: (index: number) => boolean): EventBatch {
    const batch = new EventBatch();
    for (const [index, end] of this.#ends.entries()) {
      if (!isKept(index)) continue;
      const start = (this.#ends[index - 1] ?? 0) + 1;
      const newStart = batch.#append(end - start);
      this.#bytes.copy(batch.#bytes, newStart, start, end);
    }
    return batch;
  }

  /** The array; valid until the next `add`. */
  toJson(): Buffer {
    this.#bytes[this.#end] = CLOSING;
    return this.#bytes.subarray(0, this.#end + 1);
  }

  get #end(): number {
    return this.#ends.at(-1) ?? 0;
  }

  /** Makes room for a text of `bytes` bytes; returns where it begins. */
  #append(bytes: number): number {
    const start = this.#end + 1;
    const end = start + bytes;
    if (end >= this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (end + 1));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    this.#bytes[start - 1] = this.length === 0 ? OPENING : COMMA;
    this.#ends.push(end);
    return start;
  }
}
