import { COMMENTS_IN_VIEW_MAX } from '@blog/contracts/limits';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { readComments } from './blog-api';
import { type ShownPost, withOwnComments } from './own-writes';
import { ownWrites, useOwnWrites } from './own-writes-store';

/**
 * A post's comments, oldest first: those in its view and, on request, older ones page by page.
 * Older ones are read again when the post changes (`changedAt`).
 */
export function useComments(post: ShownPost, changedAt: number | undefined) {
  const [isWanted, setWanted] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: ['comments', post.id],
    queryFn: ({ pageParam, signal }) => readComments(post.id, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    enabled: isWanted,
  });
  const { data, hasNextPage, isFetching, fetchNextPage, refetch } = pages;
  // The first page holds the newest comments, which the view has already.
  const isFirstOnly = data?.pages.length === 1 && hasNextPage && !isFetching;
  useEffect(() => {
    if (isFirstOnly) void fetchNextPage();
  }, [isFirstOnly, fetchNextPage]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per change
  useEffect(() => {
    if (isWanted) void refetch();
  }, [changedAt]);

  const inView = new Set(post.comments.map(({ id }) => id));
  const loaded = [...(data?.pages ?? [])].reverse().flatMap(({ comments }) => comments);
  const older = loaded.filter(({ id }) => !inView.has(id));
  useEffect(
    () =>
      ownWrites.seen(
        [],
        data?.pages.flatMap(({ comments }) => comments),
      ),
    [data],
  );
  const own = useOwnWrites();
  const shown = withOwnComments(
    { postId: post.id, comments: [...older, ...post.comments], count: post.commentCount },
    own,
  );
  return {
    ...shown,
    olderCount: Math.max(0, shown.count - shown.comments.length),
    canLoadOlder: post.comments.length >= COMMENTS_IN_VIEW_MAX && (!isWanted || hasNextPage || isFetching),
    isLoadingOlder: isFetching,
    loadOlder: () => {
      if (isWanted) void fetchNextPage();
      else setWanted(true);
    },
  };
}
