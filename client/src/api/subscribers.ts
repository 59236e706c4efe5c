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

interface FollowerView extends SubscriberBase {
  readonly kind: 'follower';
  readonly instance: string;
  readonly state: 'live' | 'catching-up' | 'stopped' | 'down';
  readonly lastSeenAt: string;
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
