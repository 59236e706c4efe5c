import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api-problem';
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

/** A bus that takes longer is as good as away. */
const ANSWER_MS_MAX = 2_500;
const SUBSCRIPTION_LOOK_MS = 3_000;
/** Under which `useSubscribers` reads. */
export const SUBSCRIBERS_KEY = ['subscribers'];
const subscriptionKey = (name: string) => ['subscription', name];

/** Every follower and subscription of the bus, asked for again every `everyMs`. */
export function useSubscribers(everyMs: number) {
  const client = useQueryClient();
  return useQuery({
    queryKey: SUBSCRIBERS_KEY,
    queryFn: async ({ signal }) => {
      const options = { signal, answerMsMax: ANSWER_MS_MAX };
      const subscribers = await requestJson<Subscriber[]>('event-bus', '/subscribers', options);
      // Who looks at one of them alone sees the same at the same moment.
      for (const each of subscribers)
        if (each.kind === 'subscription') client.setQueryData(subscriptionKey(each.name), each);
      return subscribers;
    },
    refetchInterval: everyMs,
  });
}

/** One subscription, asked for again every few seconds; null if there is none, undefined while the bus does not say. */
export function useSubscription(name: string): SubscriptionView | null | undefined {
  const { data, isError } = useQuery({
    queryKey: subscriptionKey(name),
    queryFn: ({ signal }) => readSubscription(name, signal),
    refetchInterval: SUBSCRIPTION_LOOK_MS,
  });
  return isError ? undefined : data;
}

/** One subscription; null if there is none. */
export async function readSubscription(name: string, signal: AbortSignal): Promise<SubscriptionView | null> {
  const options = { signal, answerMsMax: ANSWER_MS_MAX };
  try {
    return await requestJson<SubscriptionView>(
      'event-bus',
      `/subscriptions/${encodeURIComponent(name)}`,
      options,
    );
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}
