import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import type { Subscriber } from '../api/subscribers';
import { cardId } from './card-id';

/** Leads to the card of the service that the address names (`?node=posts`), once it is there. */
export function useNodeInAddress(subscribers: readonly Subscriber[]): void {
  const [query] = useSearchParams();
  const node = query.get('node');
  const subscriber = subscribers.find(({ name }) => name === node);
  const id = subscriber && cardId(subscriber);
  useEffect(() => {
    const card = id === undefined ? null : document.getElementById(id);
    card?.scrollIntoView?.({ block: 'start' });
    card?.focus({ preventScroll: true });
  }, [id]);
}
