import type { OutgoingEvents } from './outgoing-events';
import type { SubscriptionSettings } from './subscription';

/**
 * How a delivery went. `refused`: the subscriber says that the event itself cannot be taken, however often it is sent (400,
 * 405, 413, 415, 422). `rejected`: it had the events and did not take them (any other error, or it broke off, or took too
 * long). `unavailable`: it could not be asked (no connection, whatever the reason; an address that is denied; 408, 425, 429, 502,
 * 503, 504; an answer that is not HTTP), which says nothing about the events. `stale`: the connection was an earlier one, and
 * closed; to be sent again at once. `gone`: it answered 410.
 */
export type DeliveryOutcome =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'stale' }
  | {
      readonly kind: 'refused' | 'rejected' | 'unavailable';
      /** Nothing in it comes from the subscriber or tells of its network, but for the status. */
      readonly reason: string;
      /** From `Retry-After`. */
      readonly retryAfterMs?: number | undefined;
    };

/**
 * How asking for permission went. `granted`: the subscriber agrees to so many deliveries a minute; null is any number. A refusal is
 * `unavailable`: it says nothing about the events, and may be taken back.
 */
export type HandshakeOutcome =
  | { readonly kind: 'granted'; readonly perMinuteMax: number | null }
  | Extract<DeliveryOutcome, { kind: 'gone' | 'stale' }>
  | (Extract<DeliveryOutcome, { reason: string }> & { readonly kind: 'unavailable' });

/** Sends events to a subscriber, once. Never throws for what the subscriber does. */
export interface Deliverer {
  /** Asks a subscriber whether it agrees to deliveries. */
  handshake(subscription: SubscriptionSettings, signal: AbortSignal): Promise<HandshakeOutcome>;

  /** Lets go of the events once they were sent, which is before they are answered. */
  deliver(
    subscription: SubscriptionSettings,
    events: OutgoingEvents,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome>;
}
