import type { LogEvent } from '../api/bus-events';
import { EVENT_KINDS, type EventKind, kindOfEvent } from './kind-of-event';

const ROOM_FIRST = 1_024;

/** What the timeline keeps of an event; its texts are in the blog's history. */
export interface KeptEvent {
  readonly type: string;
  /** RFC 3339. */
  readonly storedtime: string;
  readonly data: { readonly id?: string; readonly postId?: string; readonly status?: string };
}

interface BlogData {
  readonly id?: unknown;
  readonly postId?: unknown;
  readonly status?: unknown;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Interns texts: each distinct text is stored once, under a number. */
class Texts {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  /** 0 for undefined. */
  numberOf(text: string | undefined): number {
    if (text === undefined) return 0;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#texts.push(text);
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.length;
  }

  /** 0 for a text that was never added. */
  find(text: string): number {
    return this.#numbers.get(text) ?? 0;
  }

  at(number: number): string | undefined {
    return this.#texts[number - 1];
  }
}

/** The log's events in columns: about 30 bytes each, a tenth of an object's size. */
export class EventColumn {
  readonly #texts = new Texts();
  #count = 0;
  #storedMs = new Float64Array(ROOM_FIRST);
  #types = new Uint32Array(ROOM_FIRST);
  #ids = new Uint32Array(ROOM_FIRST);
  #postIds = new Uint32Array(ROOM_FIRST);
  #statuses = new Uint32Array(ROOM_FIRST);
  #kinds = new Uint8Array(ROOM_FIRST);

  get count(): number {
    return this.#count;
  }

  add({ type, storedtime, data }: LogEvent): void {
    const at = this.#count;
    if (at === this.#storedMs.length) this.#grow();
    const { id, postId, status } = (typeof data === 'object' && data !== null ? data : {}) as BlogData;
    this.#storedMs[at] = Date.parse(storedtime);
    this.#types[at] = this.#texts.numberOf(type);
    this.#ids[at] = this.#texts.numberOf(textOf(id));
    this.#postIds[at] = this.#texts.numberOf(textOf(postId));
    this.#statuses[at] = this.#texts.numberOf(textOf(status));
    this.#kinds[at] = EVENT_KINDS.indexOf(kindOfEvent(type, status));
    this.#count += 1;
  }

  /** The event at a position, from 1 to the count. */
  at(position: number): KeptEvent | undefined {
    if (!(position >= 1 && position <= this.#count)) return undefined;
    const index = position - 1;
    const text = (column: Uint32Array) => this.#texts.at(column[index] ?? 0);
    const [id, postId, status] = [text(this.#ids), text(this.#postIds), text(this.#statuses)];
    return {
      type: text(this.#types) ?? '',
      storedtime: new Date(this.#storedMs[index] || 0).toISOString(),
      data: { ...(id && { id }), ...(postId && { postId }), ...(status && { status }) },
    };
  }

  kindAt(position: number): EventKind {
    return EVENT_KINDS[this.#kinds[position - 1] ?? 0] ?? 'other';
  }

  storedMs(position: number): number {
    return this.#storedMs[position - 1] ?? Number.NaN;
  }

  /** The positions of all events about a post and its comments, in order. */
  positionsOfPost(postId: string): Uint32Array {
    const number = this.#texts.find(postId);
    const found: number[] = [];
    for (let index = 0; number > 0 && index < this.#count; index += 1) {
      const its = this.#postIds[index] === 0 ? this.#ids[index] : this.#postIds[index];
      if (its === number) found.push(index + 1);
    }
    return Uint32Array.from(found);
  }

  #grow(): void {
    const room = this.#storedMs.length * 2;
    const copy = <Column extends Float64Array | Uint32Array | Uint8Array>(larger: Column, column: Column) => {
      larger.set(column);
      return larger;
    };
    this.#storedMs = copy(new Float64Array(room), this.#storedMs);
    this.#types = copy(new Uint32Array(room), this.#types);
    this.#ids = copy(new Uint32Array(room), this.#ids);
    this.#postIds = copy(new Uint32Array(room), this.#postIds);
    this.#statuses = copy(new Uint32Array(room), this.#statuses);
    this.#kinds = copy(new Uint8Array(room), this.#kinds);
  }
}
