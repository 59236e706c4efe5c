import type { Receipts } from './receipts';
import { type Pause, type Write, type WriteRequest, writeUntilAccepted } from './write-until-accepted';

export type Kind = WriteRequest['kind'];

/** Per kind: while a service is away, at most this many writes wait for it. */
const IN_FLIGHT_MAX = 100;
/** Comments are written on this many of the latest posts. */
const RECENT_POSTS_MAX = 50;

export interface LoadTargetPorts {
  readonly write: Write;
  readonly pause: Pause;
  readonly receipts: Receipts;
  readonly newKey: () => string;
  /** Returns a whole number from 0 up to, excluding, `count`. */
  readonly choose: (count: number) => number;
}

/** A system that receives the load; each write is retried until it is accepted, and then gets a receipt. */
export class LoadTarget {
  readonly #ports: LoadTargetPorts;
  readonly #closing = new AbortController();
  readonly #inFlight: Record<Kind, number> = { post: 0, comment: 0 };
  readonly #recentPosts: string[] = [];

  constructor(ports: LoadTargetPorts) {
    this.#ports = ports;
  }

  /** Writes that are not accepted yet. */
  get underWay(): number {
    return this.#inFlight.post + this.#inFlight.comment;
  }

  get hasPosts(): boolean {
    return this.#recentPosts.length > 0;
  }

  /** How many more writes of this kind may start. */
  room(kind: Kind): number {
    return IN_FLIGHT_MAX - this.#inFlight[kind];
  }

  /** Starts a write; skipped if there is no room, or no post to comment on. */
  begin(kind: Kind, text: string): void {
    if (this.room(kind) > 0 && (kind === 'post' || this.hasPosts)) void this.#write(kind, text);
  }

  /** Writes the post that comments need, unless one is in progress. */
  beginFirstPost(newText: () => string): void {
    if (!this.hasPosts && this.#inFlight.post === 0) this.begin('post', newText());
  }

  /** Cancels the writes in progress. */
  close(): void {
    this.#closing.abort();
  }

  async #write(kind: Kind, text: string): Promise<void> {
    const { write, pause, receipts, newKey } = this.#ports;
    this.#inFlight[kind] += 1;
    const postId = kind === 'comment' ? this.#recentPost() : undefined;
    const request = { kind, text, idempotencyKey: newKey(), ...(postId !== undefined && { postId }) };
    const outcome = await writeUntilAccepted(request, { write, pause, signal: this.#closing.signal });
    this.#inFlight[kind] -= 1;
    if (outcome?.result === 'accepted') {
      const { id } = outcome;
      receipts.add(postId === undefined ? { kind: 'post', id } : { kind: 'comment', id, postId }, 'load');
      if (kind === 'post') this.#addRecent(id);
    } else if (outcome !== undefined && postId !== undefined) this.#dropRecent(postId);
  }

  #recentPost(): string {
    return this.#recentPosts[this.#ports.choose(this.#recentPosts.length)] as string;
  }

  #addRecent(id: string): void {
    this.#recentPosts.push(id);
    if (this.#recentPosts.length > RECENT_POSTS_MAX) this.#recentPosts.shift();
  }

  /** The post takes no comments: somebody has deleted it. */
  #dropRecent(id: string): void {
    const index = this.#recentPosts.indexOf(id);
    if (index >= 0) this.#recentPosts.splice(index, 1);
  }
}
