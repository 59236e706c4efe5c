import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiProblem } from '../api/api-problem';
import { readPost } from './blog-api';
import { withOwnTitle } from './own-writes';
import { ownWrites, useOwnWrites } from './own-writes-store';
import { useLivePosts } from './use-live-posts';

/** How often to look again for a post that query does not have yet, or that cannot be read. */
const LOOK_MS = 1_500;
/** For a post that no service knows: another window may be creating it. */
const LOOK_MS_UNKNOWN = 5_000;

const isUnknown = (error: Error | null) => error instanceof ApiProblem && error.status === 404;

/** A live post, with this window's writes that the read model does not have yet; `isGone` once it is deleted or unknown. */
export function usePost(id: string) {
  const reading = useQuery({
    queryKey: ['post', id],
    queryFn: ({ signal }) => readPost(id, signal),
    refetchInterval: ({ state }) => {
      if (state.status === 'error') return isUnknown(state.error) ? LOOK_MS_UNKNOWN : LOOK_MS;
      return state.data !== undefined && state.data.position === undefined ? LOOK_MS : false;
    },
  });
  const { data, error, refetch } = reading;
  const position = data?.position;
  const { changes, isLive } = useLivePosts({
    url: `/posts/${encodeURIComponent(id)}`,
    position,
    epoch: data?.epoch,
    onTooMany: () => void refetch({ cancelRefetch: false }),
  });
  const change = changes.get(id);
  const isChanged = change !== undefined && change.position > (position ?? 0);
  const view = isChanged ? change.post : data?.post;
  useEffect(() => {
    if (view !== undefined && position !== undefined) ownWrites.seen([view]);
  }, [view, position]);
  const own = useOwnWrites();
  const isDeleted = (isChanged && view === undefined) || own.deleted.includes(id);
  return {
    reading,
    post: view && withOwnTitle(view, own),
    /** Position of its last change since it was read. */
    changedAt: change?.position,
    isGone: isDeleted || isUnknown(error),
    isLive,
  };
}
