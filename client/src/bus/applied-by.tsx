import { useQueries } from '@tanstack/react-query';
import type { LogEvent } from '../api/bus-events';
import { readParked } from '../api/parked-events';
import { readSetAside, serviceOf } from '../api/set-aside-events';
import { type Subscriber, subscriberKey, troubledEvents, useSubscribers } from '../api/subscribers';
import { Badge } from '../ui/badge';
import { appliedState, asksFor } from './applied-state';
import { PanelSection } from './panel-section';

const EVERY_MS = 2_000;

/** Which followers and subscriptions have applied an event, and what keeps the others from it. */
export function AppliedBy({ event }: { event: LogEvent }) {
  const { data: subscribers, isError } = useSubscribers(EVERY_MS);
  const kept = useKept(subscribers ?? [], event);
  return (
    <PanelSection title="Applied by">
      {subscribers === undefined && (
        <p className="text-muted">
          {isError ? 'The subscribers could not be read; this page keeps trying.' : 'Loading …'}
        </p>
      )}
      {subscribers?.length === 0 && <p className="text-muted">Nobody follows the log.</p>}
      <ul className="space-y-2">
        {subscribers?.map((subscriber) => {
          const { label, tone, reason } = appliedState(subscriber, event, kept.get(subscriber.name));
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

/** Why each subscriber has parked this event or set it aside. Asks only those that have such events and could have this one. */
function useKept(
  subscribers: readonly Subscriber[],
  event: LogEvent,
): ReadonlyMap<string, { readonly reason: string }> {
  const { position, type } = event;
  const suspects = subscribers.filter(
    (each) => troubledEvents(each) > 0 && each.position >= position && asksFor(each, type),
  );
  const answers = useQueries({
    queries: suspects.map((subscriber) => ({
      queryKey: ['kept', subscriberKey(subscriber), position],
      queryFn: ({ signal }: { signal: AbortSignal }) => readKept(subscriber, position, signal),
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

async function readKept(subscriber: Subscriber, position: number, signal: AbortSignal) {
  if (subscriber.kind === 'subscription') {
    const [first] = await readParked(subscriber.name, { after: position - 1, limit: 1, signal });
    return first?.position === position ? first : null;
  }
  const service = serviceOf(subscriber.name);
  if (service === undefined) return null;
  const after = position > 1 ? { after: `log-${position - 1}` } : {};
  const [first] = await readSetAside(service, { ...after, limit: 1, signal });
  return first?.from === 'log' && first.key === position ? first : null;
}
