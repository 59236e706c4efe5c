import { type RefObject, useEffect, useRef } from 'react';

/** A ref for the element that gets the focus back once its temporary replacement is gone. */
export function useFocusBack<Element extends HTMLElement>(isAway: boolean): RefObject<Element | null> {
  const element = useRef<Element>(null);
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway) element.current?.focus();
    wasAway.current = isAway;
  }, [isAway]);
  return element;
}
