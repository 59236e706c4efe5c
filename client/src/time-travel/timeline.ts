import './without-eval';

import { type CommentView, projection, sequenceOf, UnreadableEvent } from '@blog/contracts';
import type { LogEvent } from '../api/bus-events';
import { BlogHistory, type PastPost } from './blog-history';
import { EventColumn, type KeptEvent } from './event-column';
import type { EventKind } from './kind-of-event';

/**
 * The blog at any position of the log. Each event is folded once, when it is appended, by the same function as in query.
 * Keeps every version of each post and comment, and a few numbers per event: reading a moment looks up the versions that
 * applied then.
 */
export class Timeline {
  readonly #events = new EventColumn();
  /** Searches by time use the highest `storedMs` up to each position, which is sorted even if a clock was set back. */
  #latestMs = Number.NEGATIVE_INFINITY;
  /** The highest time so far, at positions whose own time is earlier. */
  readonly #setBack = new Map<number, number>();
  readonly #setAside = new Set<number>();
  readonly #setAsideSequences = new Set<string>();
  #position = 0;
  readonly #history = new BlogHistory(() => this.head + 1);

  /** The highest position to move to. */
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
   * Appends the next events of the log. The blog stays at its position, or at the head if it was there. Like query, sets aside
   * an event that it cannot read, with the later events of the same post or comment: they change nothing.
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

  /** False, with nothing changed, if the event cannot be read: `react` parses it before it changes anything. */
  #isProjected(event: LogEvent): boolean {
    try {
      projection.react(event, this.#history.tables);
      return true;
    } catch (error) {
      if (error instanceof UnreadableEvent) return false;
      throw error;
    }
  }

  /** True if the event at a position could not be read, or follows such an event of the same post or comment. */
  isSetAside(position: number): boolean {
    return this.#setAside.has(position);
  }

  /** Moves the blog to its state after the event at `position`; 0 is before all events. */
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

  /** The last position before the first event stored after a time (ms since 1970); the head if there is none. */
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
