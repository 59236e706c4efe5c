import type { CloudEvent } from './cloud-event';

/** The events that must keep their order among themselves; undefined for an event that stands alone. */
export type SequenceOf = (event: CloudEvent) => string | undefined;

/** Where an event was set aside: on its way from the log into the service's state, or from the outbox to the bus. */
export type SetAsideFrom = 'log' | 'outbox';

/** An event that could not be handled, or that has to wait behind one that could not. Times are RFC 3339, UTC. */
export interface SetAsideEvent {
  /** Unique among all that a service has set aside: `log-` and its position, or `outbox-` and its number there. */
  readonly entry: string;
  readonly from: SetAsideFrom;
  /** Its position in the log, or its number in the outbox. Both count from 1 and order the events of a sequence. */
  readonly key: number;
  readonly type: string;
  readonly source: string;
  readonly id: string;
  /** Null for an event that stands alone. */
  readonly sequence: string | null;
  readonly reason: string;
  /** Number of attempts; 0 for an event that waits behind another. */
  readonly attempts: number;
  readonly setAsideAt: string;
  /** Whether a retry was asked for. */
  readonly queued: boolean;
}

/** An event that was discarded, why, and when. */
export interface DiscardedEvent extends Omit<SetAsideEvent, 'queued'> {
  readonly discardedBecause: string;
  readonly discardedAt: string;
}

/** How many events are set aside, and why the first of them was. */
export interface SetAsideState {
  readonly setAside: number;
  readonly setAsideReason: string | null;
}
