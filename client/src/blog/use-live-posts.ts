import type { PostView } from '@blog/contracts';
import { useEffect, useRef, useState } from 'react';
import { openStream } from '../api/open-stream';
import type { PostChange } from './with-changes';

/** At this many changes the list is read again, after which they are dropped. */
const CHANGES_MAX = 500;
const NOTHING: ReadonlyMap<string, PostChange> = new Map();

interface LiveOptions {
  /** `/posts` or `/posts/:id` of query; the position to start after is added. */
  readonly url: string;
  /** Everything shown was read up to at least this position; undefined before the first reading. */
  readonly position: number | undefined;
  /** The log epoch of that position. */
  readonly epoch: string | undefined;
  /** Called when more has changed than is worth keeping. */
  readonly onTooMany: () => void;
}

/** The last change of each post since the first reading, live. */
export function useLivePosts({ url, position, epoch, onTooMany }: LiveOptions) {
  const [changes, setChanges] = useState(NOTHING);
  const [isLive, setLive] = useState(false);
  // A later reading keeps this stream. An earlier position (query was rebuilt) needs a new one.
  const [begin, setBegin] = useState(position);
  if (position !== undefined && position < (begin ?? Infinity)) setBegin(position);
  const latest = useRef({ position, onTooMany });
  useEffect(() => {
    latest.current = { position, onTooMany };
  });
  useEffect(() => {
    if (begin === undefined) return;
    const known = new Map<string, PostChange>();
    const stop = openStream({
      url: (after) => `/api/query${url}?after=${after}${epoch ? `&epoch=${encodeURIComponent(epoch)}` : ''}`,
      after: begin,
      events: ['post', 'post-deleted'],
      onState: (state) => setLive(state === 'open'),
      onEvent: ({ name, position: at, data }) => {
        const view = JSON.parse(data) as PostView;
        known.set(view.id, { id: view.id, position: at, post: name === 'post' ? view : undefined });
        if (known.size > CHANGES_MAX) {
          const readUpTo = latest.current.position ?? begin;
          for (const change of known.values()) if (change.position <= readUpTo) known.delete(change.id);
          latest.current.onTooMany();
        }
        setChanges(new Map(known));
      },
    });
    return () => {
      stop();
      setChanges(NOTHING);
      setLive(false);
    };
  }, [url, begin, epoch]);
  return { changes, isLive };
}
