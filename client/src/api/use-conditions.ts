import type { LabState } from '@blog/lab/state';
import { type State, worstOf } from '../ui/states';
import type { Service } from './api-problem';
import { type ServiceStatus, useServiceStatuses } from './service-status';
import { nodeOf, stateOf } from './state-of';
import { SUBSCRIBERS_KEY, type Subscriber, useSubscription } from './subscribers';
import { useCached } from './use-cached';

/** What is older says nothing of now. */
const FRESH_MS = 5_000;

/** Under which the state of the lab is read. */
export const LAB_KEY = ['lab'];
/** The service whose work waits for a subscription: comments stay pending without it. */
const PUSHED = 'moderation';

/** How a service is now. */
export interface Condition {
  readonly service: Service;
  readonly state: State;
  /** Why it is stuck, if it says so. */
  readonly error?: string | undefined;
}

/** All that is known of the services, by the answers that the page has anyway. */
export interface Knowledge {
  readonly statuses: readonly ServiceStatus[];
  readonly lab: LabState | undefined;
  readonly subscribers: readonly Subscriber[];
}

/** How every service is. Where none of them answers, and no lab says why, it is the page that reaches nobody: all are unknown. */
export function conditionsOf({ statuses, lab, subscribers }: Knowledge): Condition[] {
  const isAlone = lab === undefined && isCutOff(statuses);
  return statuses.map((status) => {
    const { service, error } = status;
    const parts = lab?.parts.filter((part) => nodeOf(part) === service) ?? [];
    const own = subscribers.filter(({ name }) => name === service);
    const state = isAlone ? 'unknown' : stateOf({ status, parts, subscribers: own });
    return { service, state, error };
  });
}

/** Whether no service answers at all. */
export const isCutOff = (statuses: readonly ServiceStatus[]): boolean =>
  statuses.length > 0 && statuses.every(({ state }) => state === 'down');

/**
 * How every service is, as the services, the bus and the lab say it. Whoever asks gets the same at the same moment: the banner and
 * the picture cannot contradict each other.
 */
export function useConditions(): readonly Condition[] {
  return conditionsOf(useKnowledge());
}

export function useKnowledge(): Knowledge {
  const statuses = useServiceStatuses();
  // Where a view reads them, they are here too; nobody is asked for them on behalf of the banner.
  const lab = useCached<LabState | null>(LAB_KEY, FRESH_MS) ?? undefined;
  const all = useCached<readonly Subscriber[]>(SUBSCRIBERS_KEY, FRESH_MS);
  const pushed = useSubscription(PUSHED);
  return { statuses, lab, subscribers: all ?? (pushed ? [pushed] : []) };
}

/** How a service is among all conditions; `unknown` if it is none of the blog's. */
export const conditionOf = (conditions: readonly Condition[], name: string): State =>
  worstOf(conditions.filter(({ service }) => service === name).map(({ state }) => state));
