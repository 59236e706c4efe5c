import { useEffect, useRef } from 'react';
import { useAnnounce } from '../ui/announcer';
import type { ShownPost } from './own-writes';

/** Tells screen readers of a post that somebody else has written, while the list is open. */
export function useAnnouncedPosts(posts: readonly ShownPost[]): void {
  const announce = useAnnounce();
  const newestBefore = useRef<string | undefined>(undefined);
  const [newest] = posts;
  useEffect(() => {
    const before = newestBefore.current;
    newestBefore.current = newest?.createdAt;
    const isNews = before !== undefined && newest !== undefined && newest.createdAt > before;
    if (isNews && !newest.own) announce(`New post: ${newest.title}`);
  }, [newest, announce]);
}
