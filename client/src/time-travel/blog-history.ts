import type { CommentPlace, CommentState, PostRecord, ReadModelTables } from '@blog/contracts';
import { HistoryTable } from './history-table';

/** A past state of a post, with the number of its comments by status. */
export interface PastPost {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly commentCount: number;
}

type ShownPost = Omit<PastPost, 'commentCount'> & { readonly place: number };

/** Events repeat texts, and the browser parses each into a new string: keeps only one of two equal strings. */
const sameText = (text: string, before: string | undefined) =>
  text === before && before !== undefined ? before : text;

/** The same comment, sharing its strings with the version before. */
function compact(comment: CommentState, before: CommentState | undefined, postId: string): CommentState {
  const { id, content, createdAt } = comment;
  return {
    ...comment,
    postId,
    id: sameText(id, before?.id),
    content: sameText(content, before?.content),
    createdAt: sameText(createdAt, before?.createdAt),
  };
}

/** The read model's tables as folding needs them, with the history of what readers saw at each position. */
export class BlogHistory {
  readonly #position: () => number;
  /** Needed for folding only. */
  readonly #records = new Map<string, PostRecord>();
  readonly #deletedComments = new Map<number, CommentState>();
  readonly #places = new Map<string, Map<string, number>>();
  readonly #posts = new HistoryTable<string, ShownPost>();
  readonly #commentCounts = new HistoryTable<string, number>();
  readonly #comments = new Map<string, HistoryTable<number, CommentState>>();

  /** `position` returns that of the event being folded. */
  constructor(position: () => number) {
    this.#position = position;
  }

  readonly tables: ReadModelTables = {
    posts: {
      get: (id) => this.#records.get(id),
      put: (id, record) => this.#putPost(id, record),
      remove: (id) => this.#records.delete(id),
    },
    order: unread(),
    changes: unread(),
    commentCounts: {
      get: (id) => this.#commentCounts.get(id),
      put: (id, count) => this.#commentCounts.set(id, count, this.#position()),
      remove: (id) => this.#commentCounts.set(id, undefined, this.#position()),
    },
    comments: {
      get: ([postId, place]: CommentPlace) => this.#comments.get(postId)?.get(place),
      put: ([postId, place]: CommentPlace, comment) => this.#putComment(postId, place, comment),
      remove: ([postId, place]: CommentPlace) =>
        this.#commentsOf(postId).set(place, undefined, this.#position()),
    },
    deletedComments: {
      get: ([, place]: CommentPlace) => this.#deletedComments.get(place),
      put: ([, place]: CommentPlace, comment) => this.#deletedComments.set(place, comment),
      remove: ([, place]: CommentPlace) => this.#deletedComments.delete(place),
    },
    commentPlaces: {
      get: ([postId, id]: [string, string]) => this.#places.get(postId)?.get(id),
      put: ([postId, id]: [string, string], place) => this.#placesOf(postId).set(id, place),
      remove: ([postId, id]: [string, string]) => this.#places.get(postId)?.delete(id),
    },
  };

  /** The ids of the posts at a position, newest first. */
  postIds(position: number): readonly string[] {
    const shown: ShownPost[] = [];
    for (const id of this.#posts.keys()) {
      const post = this.#posts.at(id, position);
      if (post !== undefined) shown.push(post);
    }
    return shown.sort((a, b) => b.place - a.place).map(({ id }) => id);
  }

  post(id: string, position: number): PastPost | undefined {
    const post = this.#posts.at(id, position);
    if (post === undefined) return undefined;
    const { place, ...shown } = post;
    return { ...shown, commentCount: this.#commentCounts.at(id, position) ?? 0 };
  }

  /** The comments of a post at a position, oldest first. */
  comments(postId: string, position: number): readonly CommentState[] {
    const table = this.#comments.get(postId);
    const placed: [number, CommentState][] = [];
    for (const place of table?.keys() ?? []) {
      const comment = table?.at(place, position);
      if (comment !== undefined) placed.push([place, comment]);
    }
    return placed.sort(([a], [b]) => a - b).map(([, comment]) => comment);
  }

  #putPost(id: string, record: PostRecord): void {
    const before = this.#records.get(id);
    this.#records.set(id, record);
    const { state, place } = record;
    if (state === before?.state) return;
    const { title, createdAt } = state;
    const shown = state.deleted ? undefined : { id, title, createdAt, place };
    this.#posts.set(id, shown, this.#position());
  }

  #putComment(postId: string, place: number, comment: CommentState): void {
    const table = this.#commentsOf(postId);
    table.set(place, compact(comment, table.get(place), postId), this.#position());
  }

  #commentsOf(postId: string): HistoryTable<number, CommentState> {
    const known = this.#comments.get(postId) ?? new HistoryTable<number, CommentState>();
    this.#comments.set(postId, known);
    return known;
  }

  #placesOf(postId: string): Map<string, number> {
    const known = this.#places.get(postId) ?? new Map<string, number>();
    this.#places.set(postId, known);
    return known;
  }
}

/** A table that folding writes to but never reads. */
const unread = () => ({ get: () => undefined, put: () => {}, remove: () => {} });
