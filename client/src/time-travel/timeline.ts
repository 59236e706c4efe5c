import './without-eval';

import {
  type CommentPlace,
  type CommentState,
  type CommentView,
  type PostRecord,
  projectEvent,
  type ReadModelTables,
  sequenceOf,
  UnreadableEvent,
} from '@blog/contracts';
import type { LogEvent } from '../api/bus-events';
import { type Change, JournaledTable } from './journaled-table';
import { withoutText } from './what-happened';

/** A post as it was: with how many comments, of each state. */
export interface PastPost {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly commentCount: number;
}

/**
 * The blog at any position of the log. Each event is folded once, when it is appended, by the function that query uses
 * as well; what it changed is kept, so that moving costs only what changed between two positions.
 */
export class Timeline {
  readonly #events: LogEvent[] = [];
  readonly #journal: Change[][] = [];
  /** Up to each position the latest time (ms since 1970) at which an event was stored: a clock may have been set back. */
  readonly #storedMs: number[] = [];
  readonly #setAside = new Set<number>();
  readonly #setAsideSequences = new Set<string>();
  #written: Change[] = [];
  #position = 0;
  readonly #write = (change: Change) => void this.#written.push(change);
  readonly #order = new JournaledTable<string, number>(this.#write);
  readonly #posts = new JournaledTable<PostRecord, string>(this.#write);
  readonly #commentCounts = new JournaledTable<number, string>(this.#write);
  readonly #comments = new JournaledTable<CommentState, CommentPlace>(this.#write);
  readonly #tables: ReadModelTables = {
    posts: this.#posts,
    order: this.#order,
    changes: new JournaledTable(this.#write),
    commentCounts: this.#commentCounts,
    comments: this.#comments,
    deletedComments: new JournaledTable(this.#write),
    commentPlaces: new JournaledTable(this.#write),
  };

  /** The highest position that can be moved to. */
  get head(): number {
    return this.#events.length;
  }

  get position(): number {
    return this.#position;
  }

  /** The event at a position, from 1 to the head. */
  eventAt(position: number): LogEvent | undefined {
    return this.#events[position - 1];
  }

  /**
   * Adds the next events of the log. The blog stays where it was, or at the head if it was there. As query does, it sets
   * aside what it cannot read, with the later events of the same post or comment: they change nothing.
   */
  append(events: readonly LogEvent[]): void {
    const before = this.#position;
    const wasAtHead = before === this.head;
    this.moveTo(this.head);
    for (const event of events) this.#appendOne(event);
    if (!wasAtHead) this.moveTo(before);
  }

  #appendOne(event: LogEvent): void {
    if (event.position !== this.head + 1) {
      throw new Error(`Expected the event at position ${this.head + 1}, got ${event.position}.`);
    }
    this.#project(event);
    this.#events.push(withoutText(event));
    this.#journal.push(this.#written);
    const storedMs = Date.parse(event.storedtime);
    this.#storedMs.push(Math.max(this.#storedMs.at(-1) ?? Number.NEGATIVE_INFINITY, storedMs));
    this.#written = [];
    this.#position = event.position;
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
      projectEvent(event, this.#tables);
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
    const target = Math.min(Math.max(0, position), this.head);
    for (; this.#position < target; this.#position += 1) {
      for (const change of this.#journal[this.#position] ?? []) change.redo();
    }
    for (; this.#position > target; this.#position -= 1) {
      const changes = this.#journal[this.#position - 1] ?? [];
      for (let index = changes.length - 1; index >= 0; index -= 1) changes[index]?.undo();
    }
  }

  /** The ids of the posts, newest first. */
  postIds(): readonly string[] {
    const placed = [...this.#order.entries()] as [number, string][];
    return placed.sort(([a], [b]) => b - a).map(([, id]) => id);
  }

  post(id: string): PastPost | undefined {
    const state = this.#posts.get(id)?.state;
    if (state === undefined || state.deleted) return undefined;
    const { title, createdAt } = state;
    return { id, title, createdAt, commentCount: this.#commentCounts.get(id) ?? 0 };
  }

  /** The comments of a post, oldest first. */
  comments(postId: string): readonly CommentView[] {
    const placed = [...this.#comments.entries(postId)] as [number, CommentState][];
    return placed.sort(([a], [b]) => a - b).map(([, comment]) => comment);
  }

  /** The position before the first event that was stored after a time (ms since 1970); the head if there is none. */
  positionAt(timeMs: number): number {
    let low = 0;
    let high = this.head;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#storedMs[middle - 1] ?? 0) <= timeMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
