import type { CommentView, Post, PostView } from '@blog/contracts';
import { useSyncExternalStore } from 'react';
import type { OwnWrites } from './own-writes';

const STORAGE_KEY = 'own-writes';
/** Per kind; the oldest are dropped first. */
const ENTRIES_MAX = 200;
const NOTHING: OwnWrites = { posts: new Map(), comments: new Map(), deleted: [] };

interface Stored {
  readonly posts: readonly (readonly [string, { readonly post: Post; readonly created: boolean }])[];
  readonly comments: readonly (readonly [string, CommentView])[];
  readonly deleted: readonly string[];
}

/*
 * Kept across views and reloads: otherwise, while the read model lags behind, what was just written would seem lost.
 * Per window: other windows see it once it is in the log.
 */
let current = load();
const listeners = new Set<() => void>();

function load(): OwnWrites {
  try {
    const { posts, comments, deleted } = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '') as Stored;
    return { posts: new Map(posts), comments: new Map(comments), deleted };
  } catch {
    return NOTHING;
  }
}

function save(next: OwnWrites): void {
  current = next;
  try {
    const { posts, comments, deleted } = next;
    const stored: Stored = { posts: [...posts], comments: [...comments], deleted };
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(stored));
  } catch {
    // Storage may be full or forbidden: the writes then last as long as the page.
  }
  for (const listener of listeners) listener();
}

/** The entries with one added, or replaced by a newer one. */
function withEntry<Value>(
  entries: ReadonlyMap<string, Value>,
  id: string,
  value: Value,
): ReadonlyMap<string, Value> {
  return new Map([...new Map(entries).set(id, value)].slice(-ENTRIES_MAX));
}

function without<Value>(
  entries: ReadonlyMap<string, Value>,
  isGone: (id: string, value: Value) => boolean,
): ReadonlyMap<string, Value> {
  return new Map([...entries].filter(([id, value]) => !isGone(id, value)));
}

export const ownWrites = {
  post(post: Post, created: boolean): void {
    const entry = { post, created: created || (current.posts.get(post.id)?.created ?? false) };
    save({ ...current, posts: withEntry(current.posts, post.id, entry) });
  },
  comment(comment: CommentView): void {
    save({ ...current, comments: withEntry(current.comments, comment.id, comment) });
  },
  deleted(id: string): void {
    const posts = without(current.posts, (own) => own === id);
    const comments = without(current.comments, (own) => own === id);
    save({ posts, comments, deleted: [...current.deleted, id].slice(-ENTRIES_MAX) });
  },
  /** Drops what the read model has caught up with: these views with their comments, and these comments. */
  seen(views: readonly PostView[], more: readonly CommentView[] = []): void {
    const versions = (of: readonly (PostView | CommentView)[]) =>
      new Map(of.map(({ id, version }) => [id, version]));
    const postVersions = versions(views);
    const commentVersions = versions([...views.flatMap((view) => view.comments), ...more]);
    const posts = without(current.posts, (id, { post }) => post.version <= (postVersions.get(id) ?? 0));
    const comments = without(
      current.comments,
      (id, { version }) => version <= (commentVersions.get(id) ?? 0),
    );
    const isSame = posts.size === current.posts.size && comments.size === current.comments.size;
    if (!isSame) save({ ...current, posts, comments });
  },
  clear(): void {
    save(NOTHING);
  },
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** What was written in this window and is not in the read model yet. */
export function useOwnWrites(): OwnWrites {
  return useSyncExternalStore(subscribe, () => current);
}
