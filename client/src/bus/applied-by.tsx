import { useQueries } from '@tanstack/react-query';
import type { LogEvent } from '../api/bus-events';
import { type ParkedEvent, readParked } from '../api/parked-events';
import { type Subscriber, subscriberKey, useSubscribers } from '../api/subscribers';
import { Badge } from '../ui/badge';
import { appliedState, asksFor } from './applied-state';
import { PanelSection } from './panel-section';

const EVERY_MS = 2_000;

/** Which followers and subscriptions have applied an event, and what keeps the others. */
export function AppliedBy({ event }: { event: LogEvent }) {
  const { data: subscribers, isError } = useSubscribers(EVERY_MS);
  const parked = useParked(subscribers ?? [], event);
  return (
    <PanelSection title="Applied by">
      {subscribers === undefined && (
        <p className="text-muted">
          {isError
            ? 'The subscribers could not be read; they are asked for again by themselves.'
            : 'Looking …'}
        </p>
      )}
      {subscribers?.length === 0 && <p className="text-muted">Nobody follows the log.</p>}
      <ul className="space-y-2">
        {subscribers?.map((subscriber) => {
          const { label, tone, reason } = appliedState(subscriber, event, parked.get(subscriber.name));
          return (
            <li key={subscriberKey(subscriber)}>
              <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span className="min-w-0 break-words">
                  <span className="font-medium">{subscriber.name}</span>{' '}
                  <span className="text-muted text-xs">{nameBelow(subscriber)}</span>
                </span>
                <Badge tone={tone}>{label}</Badge>
              </span>
              {reason !== undefined && <p className="break-words text-muted text-xs">{reason}</p>}
            </li>
          );
        })}
      </ul>
    </PanelSection>
  );
}

function nameBelow(subscriber: Subscriber): string {
  return subscriber.kind === 'follower' ? subscriber.instance : 'subscription';
}

/** By subscription: the event, if it is parked there. Asks only those that have parked something and could have it. */
function useParked(subscribers: readonly Subscriber[], event: LogEvent): Map<string, ParkedEvent> {
  const { position, type } = event;
  const suspects = subscribers.filter(
    (each) =>
      each.kind === 'subscription' && each.parked > 0 && each.position >= position && asksFor(each, type),
  );
  const answers = useQueries({
    queries: suspects.map(({ name }) => ({
      queryKey: ['parked', name, position],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const [first] = await readParked(name, { after: position - 1, limit: 1, signal });
        return first?.position === position ? first : null;
      },
      refetchInterval: EVERY_MS,
    })),
  });
  return new Map(
    suspects.flatMap(({ name }, index) => {
      const answer = answers[index]?.data;
      return answer ? [[name, answer] as const] : [];
    }),
  );
}
