import type { PostView } from '@blog/contracts';
import { useEffect, useState } from 'react';
import { openStream } from '../api/open-stream';
import type { PostChange } from './with-changes';

/** Beyond these it is cheaper to read the list again. */
const CHANGES_MAX = 500;
const NOTHING: ReadonlyMap<string, PostChange> = new Map();

interface LiveOptions {
  /** With the position to begin after: `/posts` or `/posts/:id` of query. */
  readonly url: string;
  /** The position that was read up to; undefined while nothing was read. */
  readonly position: number | undefined;
  /** Called when more has changed than is worth keeping. */
  readonly onTooMany: () => void;
}

/** What has changed since a first reading, the last change of each post, as it happens. */
export function useLivePosts({ url, position, onTooMany }: LiveOptions) {
  const [changes, setChanges] = useState(NOTHING);
  const [isLive, setLive] = useState(false);
  const isRead = position !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a later reading has no new stream: this one goes on
  useEffect(() => {
    if (position === undefined) return;
    const known = new Map<string, PostChange>();
    const stop = openStream({
      url: (after) => `/api/query${url}?after=${after}`,
      after: position,
      events: ['post', 'post-deleted'],
      onState: (state) => setLive(state === 'open'),
      onEvent: ({ name, position: at, data }) => {
        const view = JSON.parse(data) as PostView;
        known.set(view.id, { id: view.id, position: at, post: name === 'post' ? view : undefined });
        setChanges(new Map(known));
        if (known.size <= CHANGES_MAX) return;
        known.clear();
        onTooMany();
      },
    });
    return () => {
      stop();
      setChanges(NOTHING);
      setLive(false);
    };
  }, [url, isRead]);
  return { changes, isLive };
}
