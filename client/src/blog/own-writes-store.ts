import type { CommentView, Post, PostView } from '@blog/contracts';
import { useSyncExternalStore } from 'react';
import type { OwnWrites } from './own-writes';

const STORAGE_KEY = 'own-writes';
/** Of each kind; the oldest are forgotten first. */
const ENTRIES_MAX = 200;
const NOTHING: OwnWrites = { posts: {}, comments: {}, deleted: [] };

/*
 * It outlives a page of the app, and a reload, because a read model that is behind would otherwise seem to have lost
 * what was just written. It is of this window only: other windows see it once it is in the log.
 */
let current = load();
const listeners = new Set<() => void>();

function load(): OwnWrites {
  try {
    return { ...NOTHING, ...(JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<OwnWrites>) };
  } catch {
    return NOTHING;
  }
}

function save(next: OwnWrites): void {
  current = next;
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Storage may be full or forbidden: it then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

function newest<Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).slice(-ENTRIES_MAX));
}

export const ownWrites = {
  post(post: Post, created: boolean): void {
    const entry = { post, created: created || (current.posts[post.id]?.created ?? false) };
    save({ ...current, posts: newest({ ...current.posts, [post.id]: entry }) });
  },
  comment(comment: CommentView): void {
    save({ ...current, comments: newest({ ...current.comments, [comment.id]: comment }) });
  },
  deleted(id: string): void {
    const { [id]: _post, ...posts } = current.posts;
    const { [id]: _comment, ...comments } = current.comments;
    save({ posts, comments, deleted: [...current.deleted, id].slice(-ENTRIES_MAX) });
  },
  /** Forgets what the read model has by now: these views with their comments, and these comments. */
  seen(views: readonly PostView[], more: readonly CommentView[] = []): void {
    const posts = { ...current.posts };
    const comments = { ...current.comments };
    for (const { id, version } of views) {
      if ((posts[id]?.post.version ?? Infinity) <= version) delete posts[id];
    }
    for (const { id, version } of [...views.flatMap((view) => view.comments), ...more]) {
      if ((comments[id]?.version ?? Infinity) <= version) delete comments[id];
    }
    const count = (entries: object) => Object.keys(entries).length;
    const isSame = count(posts) === count(current.posts) && count(comments) === count(current.comments);
    if (!isSame) save({ ...current, posts, comments });
  },
  /** Forgets everything. */
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
