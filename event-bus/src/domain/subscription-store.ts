import type { ParkedEvent, SubscriptionRecord } from './subscription';

/** Stores subscriptions and their parked events. Every change resolves once it is on disk. */
export interface SubscriptionStore {
  list(): SubscriptionRecord[];
  save(record: SubscriptionRecord): Promise<void>;
  /** Removes a subscription with its parked events. */
  remove(name: string): Promise<void>;

  /** Parks an event and moves the cursor past it, in one transaction. */
  park(record: SubscriptionRecord, event: ParkedEvent): Promise<void>;
  /** Parked events after a position, in order. */
  parked(name: string, range: { after: number; limit: number }): ParkedEvent[];
  isParked(name: string, position: number): boolean;
  parkedCount(name: string): number;
  firstQueued(name: string): ParkedEvent | undefined;
  updateParked(name: string, event: ParkedEvent): Promise<void>;
  /** Marks one parked event, or all, for redelivery; resolves with how many are marked. */
  queueParked(name: string, position: number | 'all'): Promise<number>;
  /** Removes one parked event, or all; resolves with how many were removed. */
  removeParked(name: string, position: number | 'all'): Promise<number>;
}
