import { useEffect, useRef } from 'react';
import { useAnnounce } from '../ui/announcer';
import type { ShownPost } from './own-writes';

/** Announces posts that others write to screen readers, while the list is open. */
export function useAnnouncedPosts(posts: readonly ShownPost[]): void {
  const announce = useAnnounce();
  const known = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    const before = known.current;
    const [newest] = posts;
    if (newest === undefined) return;
    known.current = new Set([...(before ?? []), ...posts.map(({ id }) => id)]);
    if (before !== undefined && !before.has(newest.id) && !newest.own) announce(`New post: ${newest.title}`);
  }, [posts, announce]);
}
