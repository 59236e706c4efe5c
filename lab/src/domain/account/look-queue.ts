/** How long a change waits for others of the same post, so that one look sees them all. */
const GATHER_MS = 1_000;
/** What was seen everywhere is looked at again after this, as long as nothing else is to be looked at. */
const AGAIN_MS = 20_000;

/** Which posts a service is to be asked for, and when. */
export class LookQueue {
  /** When each is due; about in this order. */
  readonly #due = new Map<string, number>();
  /** When each was looked at, the longest ago first. */
  readonly #lookedAt = new Map<string, number>();

  /** To be looked at once what else changes with it has had its time. */
  add(postId: string, nowMs: number): void {
    if (!this.#due.has(postId)) this.#due.set(postId, nowMs + GATHER_MS);
  }

  /** To be looked at as soon as possible, whatever is known. */
  addAll(postIds: Iterable<string>, nowMs: number): void {
    for (const postId of postIds) this.#due.set(postId, nowMs);
  }

  /** Takes those that are due out of the queue, one by one. */
  *takeDue(nowMs: number): Generator<string> {
    for (const [postId, dueMs] of this.#due) {
      if (dueMs > nowMs) return;
      this.#due.delete(postId);
      yield postId;
    }
  }

  /** The one that was not looked at for the longest time, if that is long enough. */
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
