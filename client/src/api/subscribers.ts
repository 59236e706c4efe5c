import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api-problem';
import { type Answer, call } from './call';

type Listed = Answer<'event-bus', 'GET /subscribers'>[number];
type Follower = Extract<Listed, { kind: 'follower' }>;
type Subscription = Extract<Listed, { kind: 'subscription' }>;
type Shared = 'kind' | 'name' | 'position' | 'lag' | 'state' | 'lastError' | 'nextAttemptAt';

/** What the page shows of a follower. */
export type FollowerView = Pick<Follower, Shared | 'instance' | 'lastSeenAt' | 'setAside' | 'setAsideReason'>;
/** What the page shows of a subscription. */
export type SubscriptionView = Pick<
  Subscription,
  Shared | 'url' | 'types' | 'attempts' | 'attemptsMax' | 'parked'
>;
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
      const subscribers = await call('event-bus', 'GET /subscribers', options);
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
    return await call('event-bus', 'GET /subscriptions/{name}', { params: { name }, ...options });
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}
