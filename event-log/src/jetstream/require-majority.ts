import type { ClusterInfo, PeerInfo } from '@nats-io/jetstream';
import { logUnavailable } from './log-unavailable';

/** Servers hear of one another every 2 s at least. */
const HEARD_NS_MAX = 4_000_000_000;

/**
 * What is said of a stream may be old. A leader that was cut off takes some 10 s to notice: it must have heard of a majority lately.
 * Any other server answers too while it knows no leader: it names none, and says 0 of those it never heard of. `cluster` is undefined
 * of a server that is alone.
 * @throws DomainError `log.unavailable`
 */
export function requireMajority(cluster: ClusterInfo | undefined): void {
  if (cluster === undefined) return;
  const { leader = '', replicas: followers = [] } = cluster;
  if (leader === '') throw logUnavailable('the stream has no leader');
  const isReached = ({ offline, active }: PeerInfo) => !offline && active > 0 && active <= HEARD_NS_MAX;
  const reached = followers.filter(isReached).length;
  if (2 * (reached + 1) <= followers.length + 1) throw logUnavailable('the stream has no majority');
}
