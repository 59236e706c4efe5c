import type { Faults } from './faults';
import type { LoadRequest } from './lab-state';
import { type Kind, LoadTarget, type LoadTargetPorts } from './load-target';
import { loadText } from './load-texts';
import { Pace } from './pace';

const TICK_MS = 20;

/** The inherited ports are for the system that always gets the load. */
export interface LoadPorts extends LoadTargetPorts {
  readonly faults: Faults;
  readonly nowMs: () => number;
  readonly onChange: () => void;
}

/** Writes posts and comments at a fixed rate. */
export class Load {
  readonly #ports: LoadPorts;
  readonly #begun: Record<Kind, number> = { post: 0, comment: 0 };
  readonly #own: LoadTarget;
  readonly #targets: Set<LoadTarget>;
  #rate: LoadRequest | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: LoadPorts) {
    this.#ports = ports;
    this.#own = new LoadTarget(ports);
    this.#targets = new Set([this.#own]);
  }

  /** Null while nothing new is written. */
  get rate(): LoadRequest | null {
    return this.#rate;
  }

  /** Writes that are not accepted yet, also after `end`. */
  get underWay(): number {
    return this.#own.underWay;
  }

  /** Sends the same writes, at the same moments, to another system too, with its own receipts. */
  addTarget(ports: Pick<LoadTargetPorts, 'write' | 'receipts'>): LoadTarget {
    const target = new LoadTarget({ ...this.#ports, ...ports });
    this.#targets.add(target);
    return target;
  }

  /** Cancels the writes in progress to that system and sends no more. */
  removeTarget(target: LoadTarget): void {
    this.#targets.delete(target);
    target.close();
  }

  /** Sets the rate from now on. */
  set(rate: LoadRequest): void {
    const { postsPerSecond, commentsPerSecond } = rate;
    const nowMs = this.#ports.nowMs();
    const posts = new Pace(postsPerSecond, nowMs);
    const comments = new Pace(commentsPerSecond, nowMs);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(posts, comments), TICK_MS);
    this.#rate = rate;
    const text = `A load of ${postsPerSecond} posts and ${commentsPerSecond} comments a second was started.`;
    this.#tell('load', text);
  }

  /** Starts no more writes; those in progress are retried until they are accepted. */
  end(): void {
    if (this.#rate === null) return;
    clearInterval(this.#timer);
    this.#rate = null;
    this.#tell('load-end', 'The load was stopped.');
  }

  /** Ends the load and cancels writes in progress. */
  close(): void {
    clearInterval(this.#timer);
    for (const target of this.#targets) target.close();
  }

  #tick(posts: Pace, comments: Pace): void {
    const nowMs = this.#ports.nowMs();
    for (let due = posts.due(nowMs, this.#room('post')); due > 0; due -= 1) {
      const text = this.#nextText('post');
      for (const target of this.#targets) target.begin('post', text);
    }
    const due = comments.due(nowMs, this.#room('comment'));
    if (due === 0) return;
    // Comments need a post: one is written for them, whatever the rate of posts.
    for (const target of this.#targets) target.beginFirstPost(() => this.#nextText('post'));
    if (![...this.#targets].some(({ hasPosts }) => hasPosts)) return;
    for (let left = due; left > 0; left -= 1) {
      const text = this.#nextText('comment');
      for (const target of this.#targets) target.begin('comment', text);
    }
  }

  #nextText(kind: Kind): string {
    this.#begun[kind] += 1;
    return loadText(kind, this.#begun[kind]);
  }

  /** The largest room of all systems, so that a full one does not slow down the others. */
  #room(kind: Kind): number {
    return Math.max(...Array.from(this.#targets, (target) => target.room(kind)));
  }

  #tell(kind: 'load' | 'load-end', text: string): void {
    this.#ports.faults.add({ kind, target: 'load', text });
    this.#ports.onChange();
  }
}
