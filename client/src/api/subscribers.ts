import { useQuery } from '@tanstack/react-query';
import { requestJson } from './request';

interface SubscriberBase {
  readonly name: string;
  /** A follower's checkpoint or a subscription's cursor. */
  readonly position: number;
  /** Events not yet applied, and the age of the oldest of them in ms; null if it cannot be read. */
  readonly lag: { readonly events: number; readonly ageMs: number | null };
  readonly lastError: string | null;
  readonly nextAttemptAt: string | null;
}

export interface FollowerView extends SubscriberBase {
  readonly kind: 'follower';
  readonly instance: string;
  readonly state: 'live' | 'catching-up' | 'stopped' | 'down';
  readonly lastSeenAt: string;
  /** Events that it, or its outbox, could not handle, with those that wait behind them; and why the first of them was. */
  readonly setAside: number;
  readonly setAsideReason: string | null;
}

export interface SubscriptionView extends SubscriberBase {
  readonly kind: 'subscription';
  readonly state: 'active' | 'retrying' | 'paused' | 'ended' | 'blocked';
  readonly url: string;
  /** The types it asked for; null is every type. */
  readonly types: readonly string[] | null;
  readonly attempts: number;
  readonly attemptsMax: number;
  readonly parked: number;
}

export type Subscriber = FollowerView | SubscriptionView;

/** How many events need somebody: set aside by a follower, or parked by a subscription. */
export const troubledEvents = (subscriber: Subscriber): number =>
  subscriber.kind === 'follower' ? subscriber.setAside : subscriber.parked;

/** Tells replicas of one follower apart; unique among all subscribers. */
export function subscriberKey(subscriber: Subscriber): string {
  const { kind, name } = subscriber;
  return kind === 'follower' ? `${kind}/${name}/${subscriber.instance}` : `${kind}/${name}`;
}

/** Every follower and subscription of the bus, asked for again every `everyMs`. */
export function useSubscribers(everyMs: number) {
  return useQuery({
    queryKey: ['subscribers'],
    queryFn: ({ signal }) => requestJson<Subscriber[]>('event-bus', '/subscribers', { signal }),
    refetchInterval: everyMs,
  });
}
