import {
  CommentCreated,
  CommentEdited,
  CommentModerated,
  CommentUpdated,
  PostCreated,
  PostUpdated,
} from '@blog/contracts';
import { type CloudEvent, makeEvent, makeReaction } from '@blog/service-kit';
import { SeededRandom } from '../e2e/faults/seeded-random';
import blog from '../scripts/seed-data.json';
import type { Sample } from './event-system';

export const EVENT_SIZES = ['blog', '1k'] as const;
export type EventSize = (typeof EVENT_SIZES)[number];

const FIRST_MS = Date.UTC(2026, 0, 1);
/** Makes an event of 1 KiB in total. */
const LARGE_TEXT_BYTES = 545;
const COMMENTS_OF_A_POST_MAX = 9;
const EDITS_OF_A_COMMENT = 0.1;
const UPDATES_OF_A_POST = 0.15;
const BLOCKED = /\borange\b/i;
/** Excludes the seed's rare texts: very long ones, and other scripts. */
const isCommon = (text: string) => text.length <= 160 && /^[\p{Script=Latin}\p{P}\p{N}\s]+$/u.test(text);
const TITLES = blog.posts.map(({ title }) => title).filter(isCommon);
const CONTENTS = blog.posts.flatMap(({ comments }) => comments).filter(isCommon);
const WORDS = CONTENTS.join(' ').split(/\s+/);

/**
 * An endless stream of the blog's events, built as its services build them: posts, their comments, moderation and its results.
 * The same seed gives the same texts and ids in the same order.
 */
export class BlogHistory {
  readonly #random: SeededRandom;
  readonly #size: EventSize;
  readonly #events: Generator<CloudEvent, never>;
  #nowMs = FIRST_MS;

  constructor(options: { seed: string; size: EventSize }) {
    this.#random = new SeededRandom(options.seed);
    this.#size = options.size;
    this.#events = this.#live();
  }

  next(): CloudEvent {
    return this.#events.next().value;
  }

  /** The next `count` events as JSON texts. */
  takeSamples(count: number): Sample[] {
    return Array.from({ length: count }, () => toSample(this.next()));
  }

  *#live(): Generator<CloudEvent, never> {
    while (true) {
      const id = this.#id();
      yield this.#fact('/posts', PostCreated, { id, title: this.#text(TITLES), version: 1 });
      if (this.#random.chance(UPDATES_OF_A_POST)) {
        yield this.#fact('/posts', PostUpdated, { id, title: this.#text(TITLES), version: 2 });
      }
      for (let left = this.#random.integer(0, COMMENTS_OF_A_POST_MAX); left > 0; left -= 1) {
        yield* this.#comment(id);
      }
    }
  }

  *#comment(postId: string): Generator<CloudEvent> {
    const id = this.#id();
    for (let version = 1; version === 1 || this.#random.chance(EDITS_OF_A_COMMENT); version += 1) {
      const content = this.#text(CONTENTS);
      const definition = version === 1 ? CommentCreated : CommentEdited;
      const written = { id, postId, content, status: 'pending' as const, version };
      const cause = this.#fact('/comments', definition, written);
      yield cause;
      const status = BLOCKED.test(content) ? ('rejected' as const) : ('approved' as const);
      const reason = status === 'rejected' && { reason: 'It has a blocked word: orange.' };
      const data = { id, postId, content, status, ...reason, version };
      const source = '/moderation';
      const decision = makeReaction({ source, definition: CommentModerated, subject: id, data, cause });
      yield decision;
      yield makeReaction({
        source: '/comments',
        definition: CommentUpdated,
        subject: id,
        data,
        cause: decision,
      });
    }
  }

  #fact<Type extends string, Data extends { id: string }>(
    source: string,
    definition: { type: Type; dataschema: string },
    data: Data,
  ) {
    this.#nowMs += this.#random.integer(1, 20_000);
    const event = makeEvent({ source, definition, subject: data.id, data, now: this.#nowMs });
    return { ...event, id: this.#id() };
  }

  /** Like service-kit's `newId`, but seeded: UUIDv7 (RFC 9562). */
  #id(): string {
    const time = this.#nowMs.toString(16).padStart(12, '0');
    const [a, b, c] = [this.#hex(0x1000), this.#hex(0x4000, 0x8000), this.#hex(2 ** 24) + this.#hex(2 ** 24)];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${a.padStart(3, '0')}-${b}-${c}`;
  }

  #hex(below: number, from = 0): string {
    const digits = Math.ceil(Math.log2(from + below) / 4);
    return (from + this.#random.integer(0, below - 1)).toString(16).padStart(digits, '0');
  }

  /** A unique text with the blog's word frequencies and a real text's number of words. */
  #text(like: readonly string[]): string {
    const text = this.#words(this.#random.pick(like).split(' ').length);
    if (this.#size === 'blog') return text;
    let long = text;
    while (Buffer.byteLength(long) < LARGE_TEXT_BYTES) long += ` ${this.#words(4)}`;
    return long;
  }

  #words(count: number): string {
    return Array.from({ length: count }, () => this.#random.pick(WORDS)).join(' ');
  }
}

export const toSample = (event: CloudEvent): Sample => ({
  id: event.id,
  type: event.type,
  json: JSON.stringify(event),
});
