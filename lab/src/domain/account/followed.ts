import { FOLLOWED_MAX } from '../account-state';
import type { Subject } from './subject';

/** The posts and comments with the latest receipts, oldest first, and by post. */
export class Followed {
  readonly #all = new Set<Subject>();
  readonly #byPost = new Map<string, Set<Subject>>();
  readonly #max: number;

  constructor(max: number = FOLLOWED_MAX) {
    this.#max = max;
  }

  [Symbol.iterator](): Iterator<Subject> {
    return this.#all[Symbol.iterator]();
  }

  get postIds(): Iterable<string> {
    return this.#byPost.keys();
  }

  has(subject: Subject): boolean {
    return this.#all.has(subject);
  }

  /** The followed part of a post and its comments. */
  ofPost(postId: string): ReadonlySet<Subject> {
    return this.#byPost.get(postId) ?? new Set();
  }

  /** Returns the evicted one, if there are too many. */
  add(subject: Subject): Subject | undefined {
    this.#all.add(subject);
    const ofPost = this.#byPost.get(subject.postId) ?? new Set();
    this.#byPost.set(subject.postId, ofPost.add(subject));
    if (this.#all.size <= this.#max) return undefined;
    const [oldest] = this.#all;
    this.#remove(oldest as Subject);
    return oldest;
  }

  #remove(subject: Subject): void {
    this.#all.delete(subject);
    const ofPost = this.#byPost.get(subject.postId);
    ofPost?.delete(subject);
    if (ofPost?.size === 0) this.#byPost.delete(subject.postId);
  }
}
