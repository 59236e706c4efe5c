import './without-eval';

import { type CommentView, projection, sequenceOf, UnreadableEvent } from '@blog/contracts';
import type { LogEvent } from '../api/bus-events';
import { BlogHistory, type PastPost } from './blog-history';
import { EventColumn, type KeptEvent } from './event-column';
import type { EventKind } from './kind-of-event';

/**
 * The blog at any position of the log. Each event is folded once, when it is appended, by the function that query uses
 * as well. Kept are the versions of each post and comment, and of an event some numbers: reading a moment looks for the version
 * that was there.
 */
export class Timeline {
  readonly #events = new EventColumn();
  /** The highest `storedMs` up to each position is looked for in order: a clock may have been set back. */
  #latestMs = Number.NEGATIVE_INFINITY;
  /** Positions at which the time is earlier than before. */
  readonly #setBack = new Map<number, number>();
  readonly #setAside = new Set<number>();
  readonly #setAsideSequences = new Set<string>();
  #position = 0;
  readonly #history = new BlogHistory(() => this.head + 1);

  /** The highest position that can be moved to. */
  get head(): number {
    return this.#events.count;
  }

  get position(): number {
    return this.#position;
  }

  /** The event at a position, from 1 to the head. */
  eventAt(position: number): KeptEvent | undefined {
    return this.#events.at(position);
  }

  kindAt(position: number): EventKind {
    return this.#events.kindAt(position);
  }

  /** The positions of all events about a post and its comments, in order. */
  positionsOfPost(postId: string): Uint32Array {
    return this.#events.positionsOfPost(postId);
  }

  /**
   * Adds the next events of the log. The blog stays where it was, or at the head if it was there. As query does, it sets
   * aside what it cannot read, with the later events of the same post or comment: they change nothing.
   */
  append(events: readonly LogEvent[]): void {
    const wasAtHead = this.#position === this.head;
    for (const event of events) {
      this.#appendOne(event);
      if (wasAtHead) this.#position = event.position;
    }
  }

  #appendOne(event: LogEvent): void {
    if (event.position !== this.head + 1) {
      throw new Error(`Expected the event at position ${this.head + 1}, got ${event.position}.`);
    }
    this.#project(event);
    this.#events.add(event);
    const storedMs = this.#events.storedMs(event.position);
    if (storedMs < this.#latestMs) this.#setBack.set(event.position, this.#latestMs);
    else this.#latestMs = storedMs;
  }

  #project(event: LogEvent): void {
    const sequence = sequenceOf(event);
    const isBehind = sequence !== undefined && this.#setAsideSequences.has(sequence);
    if (!isBehind && this.#isProjected(event)) return;
    this.#setAside.add(event.position);
    if (sequence !== undefined) this.#setAsideSequences.add(sequence);
  }

  /** False, with nothing changed, if it cannot be read: that is done before anything is changed. */
  #isProjected(event: LogEvent): boolean {
    try {
      projection.react(event, this.#history.tables);
      return true;
    } catch (error) {
      if (error instanceof UnreadableEvent) return false;
      throw error;
    }
  }

  /** Whether the event at a position could not be read, or comes after such a one of the same post or comment. */
  isSetAside(position: number): boolean {
    return this.#setAside.has(position);
  }

  /** Makes the blog what it was once the event at `position` was applied; 0 is before everything. */
  moveTo(position: number): void {
    this.#position = Math.min(Math.max(0, position), this.head);
  }

  /** The ids of the posts, newest first. */
  postIds(): readonly string[] {
    return this.#history.postIds(this.#position);
  }

  post(id: string): PastPost | undefined {
    return this.#history.post(id, this.#position);
  }

  /** The comments of a post, oldest first. */
  comments(postId: string): readonly CommentView[] {
    return this.#history.comments(postId, this.#position);
  }

  /** The position before the first event that was stored after a time (ms since 1970); the head if there is none. */
  positionAt(timeMs: number): number {
    let low = 0;
    let high = this.head;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const latestMs = this.#setBack.get(middle) ?? this.#events.storedMs(middle);
      if (latestMs <= timeMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
