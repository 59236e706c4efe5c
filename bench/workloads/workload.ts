import type { BlogHistory } from '../blog-history';
import type { EventSystem } from '../event-system';

/** The figures of one round. Latencies are of single operations. */
export interface Figures {
  readonly perSecond: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

/** Work that is done in rounds on one system, in its own process. */
export interface Workload {
  /** Runs one round of about `ms`; its events are prepared before the clock starts. */
  round(ms: number): Promise<Figures>;
  /** Resolves with the number of verified events. @throws Error  events were lost, came twice or out of order */
  verify(): Promise<number>;
  close(): Promise<void>;
}

/** What to do; counts are of events. */
export type WorkloadSettings =
  | { readonly kind: 'publish'; readonly inFlight: number; readonly as: 'text' | 'event' }
  | { readonly kind: 'publish-batches'; readonly batch: number }
  | { readonly kind: 'fill'; readonly events: number; readonly inFlight: number }
  | { readonly kind: 'latency'; readonly perSecond: number }
  | { readonly kind: 'replay'; readonly events: number }
  | { readonly kind: 'catch-up'; readonly events: number; readonly types?: readonly string[] }
  | { readonly kind: 'fan-out'; readonly followers: number };

export type SettingsOf<Kind extends WorkloadSettings['kind']> = Extract<WorkloadSettings, { kind: Kind }>;

/** The system and events that a workload works on. */
export interface Surroundings {
  readonly system: EventSystem;
  readonly history: BlogHistory;
}
