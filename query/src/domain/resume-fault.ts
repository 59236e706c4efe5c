import { CATCH_UP_MS, type DomainError, pause } from '@blog/service-kit';
import { positionUnknown } from './position-unknown';
import type { QueryPorts } from './query-ports';

/** How long to wait before the bus is asked again for its head. */
const AGAIN_MS = 500;

/** The position up to which a reader has read, and the epoch of the log if it knows that. */
interface Resumption {
  readonly after: number;
  readonly epoch?: string | undefined;
}

/**
 * Why a reader cannot continue after its position: it is of another epoch of the log, or beyond the log. A position
 * that is merely not applied here yet, such as one from another replica, is waited for, also while the bus is away. Undefined if
 * the reader can continue, or once `signal` is aborted. Position 0 is the beginning of every epoch.
 */
export async function resumeFault(
  { after, epoch }: Resumption,
  { follower }: Pick<QueryPorts, 'follower'>,
  signal: AbortSignal,
): Promise<DomainError | undefined> {
  const fault = () => {
    const came = epoch === undefined ? `${after}` : `${after} of epoch ${epoch}`;
    return positionUnknown(came, { follower, todo: 'Forget what you have read and begin after 0.' });
  };
  const isOther = () =>
    after > 0 && epoch !== undefined && follower.epoch !== undefined && epoch !== follower.epoch;
  while (!isOther() && after > follower.checkpoint && !signal.aborted) {
    const outcome = await follower.catchUp({ timeoutMs: CATCH_UP_MS });
    if (after <= follower.checkpoint) break;
    if (outcome === 'caught-up') return fault();
    await pause(AGAIN_MS, signal);
  }
  return isOther() ? fault() : undefined;
}
