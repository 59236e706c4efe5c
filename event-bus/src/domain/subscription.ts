import type { subscriptionRequest } from '@blog/service-kit';
import type { z } from 'zod';
import type { Lag } from './lag';

type Requested = z.output<typeof subscriptionRequest>;

/** What a subscriber asks for, as `subscriptionRequest` says. */
export interface SubscriptionSettings extends Readonly<Omit<Requested, 'after' | 'from' | 'types'>> {
  /** Only these types; null is every event. */
  readonly types: readonly string[] | null;
}

/**
 * A subscription as it is stored. `cursor`: everything up to here was acknowledged, parked or filtered out; with the order
 * `subject` some later events may have been, too.
 */
export interface SubscriptionRecord extends SubscriptionSettings {
  readonly name: string;
  readonly cursor: number;
  readonly paused: boolean;
  /** The subscriber answered 410: nothing is delivered until it subscribes again. */
  readonly ended: boolean;
  /** The subscriber answered the last delivery quickly; false before the first one. */
  readonly prompt: boolean;
}

/** An event that a subscription gave up on, and why. `queued`: its redelivery was requested. */
export interface ParkedEvent {
  readonly position: number;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
  readonly queued: boolean;
}

/** `retrying`: a delivery failed and is retried; `blocked`: its event should be parked, but there is no room. */
export type SubscriptionStatus = 'active' | 'retrying' | 'paused' | 'ended' | 'blocked';

/** One subscription as it is shown. */
export interface SubscriptionView extends Omit<SubscriptionRecord, 'cursor' | 'paused' | 'ended' | 'prompt'> {
  readonly kind: 'subscription';
  readonly position: number;
  readonly lag: Lag;
  readonly state: SubscriptionStatus;
  readonly lastError: string | null;
  readonly nextAttemptAt: string | null;
  readonly attempts: number;
  readonly parked: number;
}
