import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** Moves the focus to the content when another view opens, as a browser does on navigation. */
export function useFocusOnView(content: RefObject<HTMLElement | null>): void {
  // Opening an event beside the list stays in the same view.
  const view = useLocation().pathname.split('/')[1];
  const before = useRef(view);
  useEffect(() => {
    if (before.current !== view) content.current?.focus({ preventScroll: true });
    before.current = view;
  }, [view, content]);
}
