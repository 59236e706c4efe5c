import type { BlogHistory } from '../blog-history';
import type { EventSystem } from '../event-system';

/** What one round came to. Latencies are of single operations. */
export interface Figures {
  readonly perSecond: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

/** Work that is done in rounds on one system, in a process of its own. */
export interface Workload {
  /** One round of about `ms`; what it needs is prepared before its clock starts. */
  round(ms: number): Promise<Figures>;
  /** Resolves with how many events were verified. @throws Error  events were lost, came twice or out of order */
  verify(): Promise<number>;
  close(): Promise<void>;
}

/** What is to be done; counts are of events. */
export type WorkloadSettings =
  | { readonly kind: 'publish'; readonly inFlight: number; readonly as: 'text' | 'event' }
  | { readonly kind: 'publish-batches'; readonly batch: number }
  | { readonly kind: 'fill'; readonly events: number; readonly inFlight: number }
  | { readonly kind: 'latency'; readonly perSecond: number }
  | { readonly kind: 'replay'; readonly events: number }
  | { readonly kind: 'catch-up'; readonly events: number; readonly types?: readonly string[] }
  | { readonly kind: 'fan-out'; readonly followers: number };

export type SettingsOf<Kind extends WorkloadSettings['kind']> = Extract<WorkloadSettings, { kind: Kind }>;

/** What a workload works on. */
export interface Surroundings {
  readonly system: EventSystem;
  readonly history: BlogHistory;
}
