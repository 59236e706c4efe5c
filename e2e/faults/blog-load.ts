import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../service-kit/test/eventually';
import type { Blog } from '../harness/blog';
import type { SeededRandom } from './seeded-random';

const AUTHORS = 4;
const POSTS_IN_USE = 20;
/** Holds even while posts is down and no new post is created: a view shows at most 100, and an audit compares views. */
const COMMENTS_OF_POST_MAX = 90;
const WORDS = ['well', 'said', 'orange', 'and', 'again', 'Orange!', 'so', 'it', 'is'];

interface Written {
  readonly postId: string;
  readonly id: string;
}

/** The successful writes, which the log must contain. */
export interface Accepted {
  /** Ids of posts and comments answered 201. */
  readonly created: ReadonlySet<string>;
  /** The highest version in the answers to edits, by id. */
  readonly versions: ReadonlyMap<string, number>;
  /** Ids of posts whose deletion was answered 204. */
  readonly deletedPosts: ReadonlySet<string>;
  readonly deletedComments: ReadonlySet<string>;
}

/** Authors who write, edit and delete posts and comments, and continue after any failure. */
export class BlogLoad {
  readonly #created = new Set<string>();
  readonly #versions = new Map<string, number>();
  readonly #deletedPosts = new Set<string>();
  readonly #deletedComments = new Set<string>();
  readonly accepted: Accepted = {
    created: this.#created,
    versions: this.#versions,
    deletedPosts: this.#deletedPosts,
    deletedComments: this.#deletedComments,
  };
  readonly #blog: Blog;
  readonly #random: SeededRandom;
  readonly #pauseMs: number;
  #posts: string[] = [];
  /** Number of comments requested, by post. */
  readonly #commentCounts = new Map<string, number>();
  #comments: Written[] = [];
  #isWriting = false;
  #running: Promise<unknown> = Promise.resolve();

  /** `pauseMs` is each author's pause between writes. */
  constructor(blog: Blog, random: SeededRandom, { pauseMs = 0 } = {}) {
    this.#blog = blog;
    this.#random = random;
    this.#pauseMs = pauseMs;
  }

  resume(): void {
    this.#isWriting = true;
    this.#running = Promise.all(Array.from({ length: AUTHORS }, () => this.#write()));
  }

  async pause(): Promise<void> {
    this.#isWriting = false;
    await this.#running;
  }

  /** Resolves once `count` more posts and comments were accepted. */
  async moves(count = 10): Promise<void> {
    const { size } = this.#created;
    await eventually(
      () => {
        if (this.#created.size < size + count) throw new Error('Nothing more was accepted.');
      },
      { withinMs: 30_000, everyMs: 5 },
    );
  }

  async #write(): Promise<void> {
    // A refused or broken request was not accepted; the author continues with another write.
    while (this.#isWriting) {
      await this.#writeOnce().catch(() => {});
      if (this.#pauseMs > 0) await delay(this.#pauseMs);
    }
  }

  async #writeOnce(): Promise<void> {
    const random = this.#random;
    const [postId] = this.#posts.length > 0 ? [random.pick(this.#posts)] : [];
    const what = random.fraction();
    const comments = this.#commentCounts.get(postId ?? '') ?? 0;
    const isNext = what < 0.15 || (what < 0.7 && comments >= COMMENTS_OF_POST_MAX);
    if (postId === undefined || isNext) {
      const { id } = await this.#blog.createPost(this.#text());
      this.#created.add(id);
      this.#posts = [...this.#posts, id].slice(-POSTS_IN_USE);
    } else if (what < 0.7) {
      this.#commentCounts.set(postId, comments + 1);
      const { id } = await this.#blog.comment(postId, this.#text());
      this.#created.add(id);
      this.#comments = [...this.#comments, { postId, id }].slice(-100);
    } else if (what < 0.8) await this.#edit('posts', `/posts/${postId}`, { title: this.#text() });
    else if (what < 0.82) {
      this.#posts = this.#posts.filter((id) => id !== postId);
      await this.#blog.delete('posts', `/posts/${postId}`);
      this.#deletedPosts.add(postId);
    } else if (this.#comments.length > 0) {
      const { postId: of, id } = random.pick(this.#comments);
      if (what < 0.95) {
        await this.#edit('comments', `/posts/${of}/comments/${id}`, { content: this.#text() });
      } else {
        await this.#blog.delete('comments', `/posts/${of}/comments/${id}`);
        this.#deletedComments.add(id);
      }
    }
  }

  async #edit(name: 'posts' | 'comments', path: string, change: object): Promise<void> {
    const { id, version } = await this.#blog.edit(name, path, change);
    this.#versions.set(id, Math.max(version, this.#versions.get(id) ?? 0));
  }

  #text(): string {
    return Array.from({ length: this.#random.integer(1, 6) }, () => this.#random.pick(WORDS)).join(' ');
  }
}
