import type { EventRecord } from './event-block';
import type { SubscriptionSettings } from './subscription';

/**
 * How a delivery went. `rejected`: the subscriber had the events and did not take them (it answered with an error, or
 * broke off, or took too long). `unavailable`: it could not be asked (no connection, 429, 502, 503, 504), which
 * says nothing about the events. `gone`: it answered 410.
 */
export type DeliveryOutcome =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'rejected' | 'unavailable';
      readonly reason: string;
      /** From `Retry-After`. */
      readonly retryAfterMs?: number | undefined;
    };

/** Sends events to a subscriber, once. Never throws for what the subscriber does. */
export interface Deliverer {
  deliver(
    subscription: SubscriptionSettings,
    events: readonly EventRecord[],
    signal: AbortSignal,
  ): Promise<DeliveryOutcome>;
}
