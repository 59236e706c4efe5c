import { useSubscribers } from '../api/subscribers';
import { asksFor } from './applied-state';

const EVERY_MS = 10_000;

/** Names the subscribers that would now receive an event of this type. */
export function WhoGetsIt({ type }: { type: string }) {
  const { data: subscribers } = useSubscribers(EVERY_MS);
  if (subscribers === undefined) return null;
  const names = subscribers.filter((each) => asksFor(each, type)).map(({ name }) => name);
  const unique = [...new Set(names)].sort();
  return (
    <p className="rounded-lg bg-sunken px-3 py-2 text-sm">
      {unique.length === 0
        ? 'No subscriber asks for it now; later subscribers can still receive it.'
        : 'The bus sends it to '}
      {unique.length > 0 && <strong className="font-medium">{unique.join(', ')}</strong>}
      {unique.length > 0 && ', and to later subscribers.'}
    </p>
  );
}
