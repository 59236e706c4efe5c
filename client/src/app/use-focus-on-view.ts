import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** Puts the focus on the content when another view is opened, as a browser does with another page. */
export function useFocusOnView(content: RefObject<HTMLElement | null>): void {
  // An event that opens beside the list of events is no other view.
  const view = useLocation().pathname.split('/')[1];
  const before = useRef(view);
  useEffect(() => {
    if (before.current !== view) content.current?.focus({ preventScroll: true });
    before.current = view;
  }, [view, content]);
}
