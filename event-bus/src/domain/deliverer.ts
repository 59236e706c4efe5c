import type { OutgoingEvents } from './outgoing-events';
import type { SubscriptionSettings } from './subscription';

/**
 * The outcome of a delivery. `refused`: the subscriber says that it can never take the event (400, 405, 413, 415, 422).
 * `rejected`: it received the events and did not accept them (any other error, a broken connection, or a timeout).
 * `unavailable`: it could not be asked (no connection, whatever the reason; an address that is denied; 408, 425, 429, 502,
 * 503, 504; an answer that is not HTTP), which says nothing about the events. `stale`: a reused connection turned out to be
 * closed; to be sent again immediately. `gone`: it answered 410.
 */
export type DeliveryOutcome =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'stale' }
  | {
      readonly kind: 'refused' | 'rejected' | 'unavailable';
      /** Contains nothing from the subscriber or about its network, except for the status. */
      readonly reason: string;
      /** From `Retry-After`. */
      readonly retryAfterMs?: number | undefined;
    };

/**
 * The outcome of asking for permission. `granted`: the subscriber agrees to `perMinuteMax` deliveries a minute; null means any
 * number. A refusal is `unavailable`: it says nothing about the events, and may be withdrawn.
 */
export type HandshakeOutcome =
  | { readonly kind: 'granted'; readonly perMinuteMax: number | null }
  | Extract<DeliveryOutcome, { kind: 'gone' | 'stale' }>
  | (Extract<DeliveryOutcome, { reason: string }> & { readonly kind: 'unavailable' });

/** Sends events to a subscriber, once. Never throws for what the subscriber does. */
export interface Deliverer {
  /** Asks a subscriber for permission to deliver. */
  handshake(subscription: SubscriptionSettings, signal: AbortSignal): Promise<HandshakeOutcome>;

  /** Releases the events once they were sent, before the answer. */
  deliver(
    subscription: SubscriptionSettings,
    events: OutgoingEvents,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome>;
}
