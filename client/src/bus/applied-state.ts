import type { ParkedEvent } from '../api/parked-events';
import type { Subscriber } from '../api/subscribers';
import type { Tone } from '../ui/badge';

export interface AppliedState {
  readonly label: string;
  readonly tone: Tone;
  /** Why it is not applied. */
  readonly reason?: string;
}

/** Whether a subscription leaves events of this type out. */
export function asksFor(subscriber: Subscriber, type: string): boolean {
  return subscriber.kind === 'follower' || subscriber.types === null || subscriber.types.includes(type);
}

/** What became of an event at one subscriber. `parked` is this very event if the subscription has parked it. */
export function appliedState(
  subscriber: Subscriber,
  event: { position: number; type: string },
  parked: ParkedEvent | undefined,
): AppliedState {
  if (!asksFor(subscriber, event.type)) return { label: 'not asked for', tone: 'neutral' };
  if (parked !== undefined) return { label: 'parked', tone: 'bad', reason: parked.reason };
  if (subscriber.position >= event.position) return { label: 'applied', tone: 'good' };
  const { state, lastError } = subscriber;
  return {
    label: `not yet: ${state}`,
    tone: 'warn',
    ...(lastError !== null && { reason: lastError }),
  };
}
