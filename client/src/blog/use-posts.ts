import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { logResets } from '../api/log-resets';
import { readPosts } from './blog-api';
import { withOwnPosts } from './own-writes';
import { ownWrites, useOwnWrites } from './own-writes-store';
import { useLivePosts } from './use-live-posts';
import { withChanges } from './with-changes';

/** Live posts, newest first, page by page, with this window's writes that the read model does not have yet. */
export function usePosts() {
  const list = useInfiniteQuery({
    queryKey: ['posts'],
    queryFn: ({ pageParam, signal }) => readPosts(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  const { data, refetch } = list;
  const epoch = data?.pages.at(-1)?.epoch;
  const isMixed = data?.pages.some((page) => page.epoch !== epoch) ?? false;
  useEffect(() => {
    // Pages from two epochs of the log do not fit together.
    if (isMixed) logResets.tell();
  }, [isMixed]);
  const { changes, isLive } = useLivePosts({
    url: '/posts',
    position: data && Math.min(...data.pages.map((page) => page.position)),
    epoch,
    onTooMany: () => void refetch({ cancelRefetch: false }),
  });
  const loaded = useMemo(() => withChanges(data?.pages ?? [], changes), [data, changes]);
  useEffect(() => ownWrites.seen(loaded), [loaded]);
  return { list, posts: withOwnPosts(loaded, useOwnWrites()), isLive };
}
