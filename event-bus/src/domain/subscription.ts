import type { Lag } from './lag';

/** The settings of a subscription, as its subscriber asks for them. */
export interface SubscriptionSettings {
  readonly url: string;
  /** Only these types; null means every event. */
  readonly types: readonly string[] | null;
  /** `cloudevents`: CloudEvents 1.0, structured or batched; `plain`: `{type, data}`. */
  readonly format: 'cloudevents' | 'plain';
  /** Maximum events in a delivery; with 1 a delivery is a single event, otherwise always a batch. */
  readonly batchMax: number;
  readonly timeoutMs: number;
  /** Whether the subscriber is asked for permission, once for each URL, before anything is delivered to it. */
  readonly handshake: boolean;
  /**
   * While an event waits for its retry: with `log`, nothing is delivered; with `subject`, nothing else of its subject is. An
   * event without a subject stands alone.
   */
  readonly order: 'log' | 'subject';
  /** Failed deliveries of one event before it is parked. */
  readonly attemptsMax: number;
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
}

/**
 * A subscription as it is stored. `cursor`: everything up to here was acknowledged, parked or not asked for; with the order
 * `subject`, so may be later events.
 */
export interface SubscriptionRecord extends SubscriptionSettings {
  readonly name: string;
  readonly cursor: number;
  readonly paused: boolean;
  /** The subscriber answered 410: nothing is delivered until it subscribes again. */
  readonly ended: boolean;
  /** Whether its subscriber answered the last delivery quickly; false before the first one. */
  readonly prompt: boolean;
}

/** An event whose delivery failed permanently, and why. `queued`: its redelivery was asked for. */
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
