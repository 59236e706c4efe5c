import type { ClusterInfo, PeerInfo } from '@nats-io/jetstream';
import { logUnavailable } from './log-unavailable';

/** Servers hear of one another every 2 s at least. */
const HEARD_NS_MAX = 4_000_000_000;

/**
 * A leader that was cut off takes some 10 s to notice, and what it says of its stream may be old: it must have heard of a
 * majority lately.
 * @throws DomainError `log.unavailable`
 */
export function requireMajority(cluster: ClusterInfo | undefined): void {
  const followers = cluster?.replicas ?? [];
  const isReached = ({ offline, active }: PeerInfo) => !offline && active <= HEARD_NS_MAX;
  const reached = followers.filter(isReached).length;
  if (2 * (reached + 1) <= followers.length + 1) throw logUnavailable('the stream has no majority');
}
