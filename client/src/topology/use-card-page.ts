import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import type { Subscriber } from '../api/subscribers';
import { cardId } from './card-id';

/**
 * The page of cards that is shown, from 0, and its setter. Goes to the card of the service named in the address
 * (`?node=posts`), on whichever page it is, once it is there and once per visit.
 */
export function useCardPage(subscribers: readonly Subscriber[], pageSize: number) {
  const [wanted, setPage] = useState(0);
  // Some cards may have gone since.
  const page = Math.min(wanted, Math.max(0, Math.ceil(subscribers.length / pageSize) - 1));
  const { key } = useLocation();
  const [query] = useSearchParams();
  const node = query.get('node');
  const index = subscribers.findIndex(({ name }) => name === node);
  const subscriber = subscribers[index];
  const id = subscriber && cardId(subscriber);
  const ledBy = useRef<string>(undefined);
  useEffect(() => {
    if (id === undefined || ledBy.current === key) return;
    const itsPage = Math.floor(index / pageSize);
    if (page !== itsPage) {
      setPage(itsPage);
      return;
    }
    ledBy.current = key;
    const card = document.getElementById(id);
    card?.scrollIntoView?.({ block: 'start' });
    card?.focus({ preventScroll: true });
  }, [id, index, key, page, pageSize]);
  return [page, setPage] as const;
}
