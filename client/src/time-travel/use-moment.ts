import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { TimelineState } from './use-timeline';

/** Minimum time between changes of the address, which browsers limit. */
const ADDRESS_MS = 300;

/**
 * The current position, and the post if only its steps are shown; kept in the address, so that it can be shared and survives
 * a reload. A reader who is at the head moves along with it.
 */
export function useMoment({ timeline, loaded }: TimelineState) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('position');
  const postId = search.get('post') ?? undefined;
  const [position, setPosition] = useState(() =>
    asked === null ? loaded : Math.max(0, Math.min(Math.trunc(Number(asked)) || 0, loaded)),
  );
  const [isAtHead, setAtHead] = useState(position === loaded);
  const shown = isAtHead ? loaded : position;
  useEffect(() => {
    const wanted = isAtHead ? null : String(shown);
    if (wanted === asked) return;
    const timer = setTimeout(
      () =>
        setSearch(
          (before) => {
            const next = new URLSearchParams(before);
            if (wanted === null) next.delete('position');
            else next.set('position', wanted);
            return next;
          },
          { replace: true },
        ),
      ADDRESS_MS,
    );
    return () => clearTimeout(timer);
  }, [shown, isAtHead, asked, setSearch]);
  const moveTo = (next: number) => {
    const target = Math.min(Math.max(0, next), timeline.head);
    setAtHead(target === timeline.head);
    setPosition(target);
  };
  const showPost = (id: string | undefined) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (id === undefined) next.delete('post');
      else next.set('post', id);
      return next;
    });
  return { position: shown, postId, moveTo, showPost };
}
