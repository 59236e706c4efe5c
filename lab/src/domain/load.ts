import type { Faults } from './faults';
import type { LoadRequest } from './lab-state';
import { loadText } from './load-texts';
import { Pace } from './pace';
import type { Receipts } from './receipts';
import { type Pause, type Write, type WriteRequest, writeUntilAccepted } from './write-until-accepted';

type Kind = WriteRequest['kind'];

/** Of each kind; while a service is away, no more than these wait for it. */
const IN_FLIGHT_MAX = 100;
/** Comments are written on the latest posts. */
const RECENT_POSTS_MAX = 50;
const TICK_MS = 20;

export interface LoadPorts {
  readonly write: Write;
  readonly pause: Pause;
  readonly receipts: Receipts;
  readonly faults: Faults;
  readonly newKey: () => string;
  /** A whole number from 0 to below `count`. */
  readonly choose: (count: number) => number;
  readonly nowMs: () => number;
  readonly onChange: () => void;
}

/** Writes posts and comments at a rate; each is tried until it is accepted, and then has a receipt. */
export class Load {
  readonly #ports: LoadPorts;
  readonly #closing = new AbortController();
  readonly #inFlight: Record<Kind, number> = { post: 0, comment: 0 };
  readonly #begun: Record<Kind, number> = { post: 0, comment: 0 };
  readonly #recentPosts: string[] = [];
  #rate: LoadRequest | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: LoadPorts) {
    this.#ports = ports;
  }

  /** Null while nothing new is written. */
  get rate(): LoadRequest | null {
    return this.#rate;
  }

  /** Writes that are not accepted yet, also after the end. */
  get underWay(): number {
    return this.#inFlight.post + this.#inFlight.comment;
  }

  /** Writes at this rate from now on. */
  set(rate: LoadRequest): void {
    const { postsPerSecond, commentsPerSecond } = rate;
    const nowMs = this.#ports.nowMs();
    const posts = new Pace(postsPerSecond, nowMs);
    const comments = new Pace(commentsPerSecond, nowMs);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(posts, comments), TICK_MS);
    this.#rate = rate;
    const text = `A load of ${postsPerSecond} posts and ${commentsPerSecond} comments a second was begun.`;
    this.#tell('load', text);
  }

  /** Writes nothing new; what is under way is still tried until it is accepted. */
  end(): void {
    if (this.#rate === null) return;
    clearInterval(this.#timer);
    this.#rate = null;
    this.#tell('load-end', 'The load was ended.');
  }

  /** Gives up what is under way as well. */
  close(): void {
    clearInterval(this.#timer);
    this.#closing.abort();
  }

  #tick(posts: Pace, comments: Pace): void {
    const nowMs = this.#ports.nowMs();
    this.#begin('post', posts.due(nowMs, this.#room('post')));
    let count = comments.due(nowMs, this.#room('comment'));
    if (this.#recentPosts.length === 0) {
      // Comments need a post: one is written for them, whatever the rate of posts.
      if (count > 0 && this.#inFlight.post === 0) this.#begin('post', 1);
      count = 0;
    }
    this.#begin('comment', count);
  }

  #begin(kind: Kind, count: number): void {
    for (let begun = 0; begun < count; begun += 1) void this.#write(kind);
  }

  async #write(kind: Kind): Promise<void> {
    const { write, pause, receipts, newKey } = this.#ports;
    this.#begun[kind] += 1;
    this.#inFlight[kind] += 1;
    const postId = kind === 'comment' ? this.#recentPost() : undefined;
    const text = loadText(kind, this.#begun[kind]);
    const request = { kind, text, idempotencyKey: newKey(), ...(postId !== undefined && { postId }) };
    const outcome = await writeUntilAccepted(request, { write, pause, signal: this.#closing.signal });
    this.#inFlight[kind] -= 1;
    if (outcome?.result === 'accepted') {
      const { id } = outcome;
      receipts.add(postId === undefined ? { kind: 'post', id } : { kind: 'comment', id, postId }, 'load');
      if (kind === 'post') this.#addRecent(outcome.id);
    } else if (outcome !== undefined && postId !== undefined) this.#dropRecent(postId);
  }

  #recentPost(): string {
    return this.#recentPosts[this.#ports.choose(this.#recentPosts.length)] as string;
  }

  #addRecent(id: string): void {
    this.#recentPosts.push(id);
    if (this.#recentPosts.length > RECENT_POSTS_MAX) this.#recentPosts.shift();
  }

  /** It takes no comment: somebody has deleted it. */
  #dropRecent(id: string): void {
    const index = this.#recentPosts.indexOf(id);
    if (index >= 0) this.#recentPosts.splice(index, 1);
  }

  #room(kind: Kind): number {
    return IN_FLIGHT_MAX - this.#inFlight[kind];
  }

  #tell(kind: 'load' | 'load-end', text: string): void {
    this.#ports.faults.add({ kind, target: 'load', text });
    this.#ports.onChange();
  }
}
