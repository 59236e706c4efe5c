import { Link } from 'react-router';
import type { Subscriber } from '../api/subscribers';
import { publishedTypes } from './published-types';

/** Links from a subscriber to its last event, and to the events that it hears and publishes. */
export function CardLinks({ subscriber }: { subscriber: Subscriber }) {
  const { name, position } = subscriber;
  const heard = subscriber.kind === 'subscription' ? (subscriber.types ?? []) : [];
  const published = publishedTypes(name);
  const links = [
    ...(position > 0
      ? [
          { to: `/bus/${position}`, label: 'Last event' },
          { to: `/time-travel?position=${position}`, label: 'The blog as of then' },
        ]
      : []),
    ...(heard.length > 0 ? [{ to: busOf(heard), label: 'What it hears' }] : []),
    ...(published.length > 0 ? [{ to: busOf(published), label: 'What it publishes' }] : []),
  ];
  if (links.length === 0) return null;
  return (
    <ul aria-label={`Links of ${name}`} className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {links.map(({ to, label }) => (
        <li key={label}>
          <Link to={to} className="text-accent hover:underline">
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const busOf = (types: readonly string[]) => `/bus?${new URLSearchParams({ type: types.join(',') })}`;
