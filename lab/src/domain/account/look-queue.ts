/** How long a change waits for others to the same post, so that one look covers them all. */
const GATHER_MS = 1_000;
/** What was seen everywhere is looked at again after this, unless something more urgent is due. */
const AGAIN_MS = 20_000;

/** Which posts to ask a service for, and when. */
export class LookQueue {
  /** Due time of each; approximately sorted. */
  readonly #due = new Map<string, number>();
  /** Time of each last look, oldest first. */
  readonly #lookedAt = new Map<string, number>();

  /** Queues a post, leaving time for related changes. */
  add(postId: string, nowMs: number): void {
    if (!this.#due.has(postId)) this.#due.set(postId, nowMs + GATHER_MS);
  }

  /** Queues posts for an immediate look. */
  addAll(postIds: Iterable<string>, nowMs: number): void {
    for (const postId of postIds) this.#due.set(postId, nowMs);
  }

  /** Removes the due posts from the queue, one by one. */
  *takeDue(nowMs: number): Generator<string> {
    for (const [postId, dueMs] of this.#due) {
      if (dueMs > nowMs) return;
      this.#due.delete(postId);
      yield postId;
    }
  }

  /** The post with the oldest look, if that is old enough. */
  idle(nowMs: number): string | undefined {
    const [longest] = this.#lookedAt;
    return longest !== undefined && nowMs - longest[1] >= AGAIN_MS ? longest[0] : undefined;
  }

  looked(postId: string, nowMs: number): void {
    this.#lookedAt.delete(postId);
    this.#lookedAt.set(postId, nowMs);
  }

  remove(postId: string): void {
    this.#due.delete(postId);
    this.#lookedAt.delete(postId);
  }
}
