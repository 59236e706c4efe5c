import { stateOfSubscriber } from '../api/state-of';
import type { Subscriber } from '../api/subscribers';
import type { Tone } from '../ui/badge';

export interface AppliedState {
  readonly label: string;
  readonly tone: Tone;
  /** Why it is not applied. */
  readonly reason?: string;
}

/** False if a subscription's type filter excludes this type. */
export function asksFor(subscriber: Subscriber, type: string): boolean {
  return subscriber.kind === 'follower' || subscriber.types === null || subscriber.types.includes(type);
}

/** The outcome of an event at one subscriber. `kept`: the reason, if the subscriber has parked it or set it aside. */
export function appliedState(
  subscriber: Subscriber,
  event: { position: number; type: string },
  kept: { readonly reason: string } | undefined,
): AppliedState {
  if (!asksFor(subscriber, event.type)) return { label: 'not asked for', tone: 'neutral' };
  if (kept !== undefined) {
    return {
      label: subscriber.kind === 'follower' ? 'set aside' : 'parked',
      tone: 'bad',
      reason: kept.reason,
    };
  }
  if (subscriber.position >= event.position) return { label: 'applied', tone: 'good' };
  const { lastError } = subscriber;
  const state = stateOfSubscriber(subscriber);
  return {
    label: state === 'running' ? 'not yet' : `not yet: ${state}`,
    tone: 'warn',
    ...(lastError !== null && { reason: lastError }),
  };
}
