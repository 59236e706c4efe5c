import type { EventSize } from './blog-history';
import type { Address } from './event-system';
import type { Figures, WorkloadSettings } from './workloads/workload';

/** The job of a load process. */
export interface LoadJob {
  readonly adapter: string;
  readonly address: Address;
  readonly seed: string;
  readonly size: EventSize;
  readonly workload: WorkloadSettings;
}

export type LoadRequest =
  | { readonly ask: 'open'; readonly job: LoadJob }
  | { readonly ask: 'round'; readonly ms: number }
  | { readonly ask: 'verify' };

export type LoadAnswer =
  | { readonly value: unknown }
  | { readonly error: string; readonly stack: string | undefined };

/** The figures of one round, and the load process's CPU use: 1 is a whole core. */
export interface LoadFigures extends Figures {
  readonly loadCpu: number;
}
