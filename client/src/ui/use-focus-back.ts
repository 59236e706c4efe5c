import { type RefObject, useEffect, useRef } from 'react';

/** A ref for what gets the focus back once something that stood in its place is gone. */
export function useFocusBack<Element extends HTMLElement>(isAway: boolean): RefObject<Element | null> {
  const element = useRef<Element>(null);
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway) element.current?.focus();
    wasAway.current = isAway;
  }, [isAway]);
  return element;
}
