import type { ClusterInfo, PeerInfo } from '@nats-io/jetstream';
import { logUnavailable } from './log-unavailable';

/** Maximum age of a follower's last contact; servers are in contact at least every 2 s. */
const HEARD_NS_MAX = 4_000_000_000;

/**
 * Checks that the information about a stream is current. A leader that is cut off takes about 10 s to notice, so it must have
 * heard from a majority recently. A server that knows no leader answers too: it names none, and reports 0 for servers it never
 * heard of. `cluster` is undefined for a single server.
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
