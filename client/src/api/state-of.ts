import type { LabPart, PartState } from '@blog/lab/state';
import { type State, worstOf } from '../ui/states';
import type { ServiceState, ServiceStatus } from './service-status';
import type { Subscriber } from './subscribers';

/** One that has had all but the newest events is not behind: under a load, some are always on their way. */
const BEHIND_MS = 2_000;

const SERVICE_STATES: Record<ServiceState, State> = {
  unknown: 'unknown',
  ready: 'running',
  'catching-up': 'behind',
  stopped: 'stuck',
  down: 'down',
};
const SUBSCRIBER_STATES: Record<Subscriber['state'], State> = {
  live: 'running',
  active: 'running',
  'catching-up': 'running',
  retrying: 'retrying',
  paused: 'paused',
  ended: 'ended',
  blocked: 'stuck',
  stopped: 'stuck',
  down: 'down',
};
const PART_STATES: Record<PartState, State> = {
  running: 'running',
  starting: 'starting',
  stopping: 'stopping',
  stopped: 'down',
  killed: 'down',
  ended: 'down',
  frozen: 'frozen',
};

/** How a subscriber is by what the bus says of it. */
export function stateOfSubscriber({ state, lag }: Subscriber): State {
  const word = SUBSCRIBER_STATES[state];
  const isBehind = lag.events > 0 && (lag.ageMs ?? Number.POSITIVE_INFINITY) >= BEHIND_MS;
  return word === 'running' && isBehind ? 'behind' : word;
}

/** How a part is by what the lab, which has started it, says of it. */
export const stateOfPart = ({ state }: Pick<LabPart, 'state'>): State => PART_STATES[state];

/** The node of the picture that stands for a part: replicas, such as `event-bus-2`, share one. */
export const nodeOf = ({ name }: LabPart) => name.replace(/-\d+$/, '');

export interface Sources {
  /** What its /readyz says; undefined of a subscriber that is no service of the blog. */
  readonly status: ServiceStatus | undefined;
  /** Its processes, where there is a lab. */
  readonly parts: readonly LabPart[];
  /** Its followers and subscriptions, as far as the bus says now. */
  readonly subscribers: readonly Subscriber[];
}

/**
 * How a service is, by all that is known of it now. The lab knows first what becomes of a process; then comes what the service
 * itself answers, and what the bus says of its subscribers.
 */
export function stateOf({ status, parts, subscribers }: Sources): State {
  const processes = parts.map(stateOfPart);
  if (processes.length > 0 && !processes.includes('running')) return worstOf(processes);
  const own = SERVICE_STATES[status?.state ?? 'unknown'];
  if (own === 'down') return own;
  const all = subscribers.map(stateOfSubscriber);
  const connected = all.filter((state) => state !== 'down');
  // A replica that was replaced stays listed as down.
  if (all.length > 0 && connected.length === 0) return own === 'unknown' ? 'down' : worstOf([own, 'cut off']);
  return worstOf([own, ...connected]);
}
