import type { CommentView } from '@blog/contracts';
import { COMMENTS_IN_VIEW_MAX } from '@blog/contracts/limits';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readComments } from './blog-api';

interface PostWithComments {
  readonly id: string;
  readonly comments: readonly CommentView[];
}

/** The comments of a post before those of its view, a page at a time, once they are asked for. */
export function useOlderComments({ id, comments: shown }: PostWithComments) {
  const [isWanted, setWanted] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: ['comments', id],
    queryFn: ({ pageParam, signal }) => readComments(id, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    enabled: isWanted,
  });
  const known = new Set(shown.map((comment) => comment.id));
  // The newest page comes first, and is the view's own for the most part.
  const loaded = [...(pages.data?.pages ?? [])].reverse().flatMap(({ comments }) => comments);
  const load = () => {
    if (isWanted) void pages.fetchNextPage();
    else setWanted(true);
  };
  return {
    comments: loaded.filter((comment) => !known.has(comment.id)),
    canLoad: shown.length >= COMMENTS_IN_VIEW_MAX && (!isWanted || pages.hasNextPage || pages.isFetching),
    isLoading: pages.isFetching,
    load,
  };
}
