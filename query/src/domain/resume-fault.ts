import { CATCH_UP_MS, DomainError, pause } from '@blog/service-kit';
import type { QueryPorts } from './query-ports';

/** How long to wait before the bus is asked again for its head. */
const AGAIN_MS = 500;

/** Up to where a reader has read already, and in which epoch of the log, if it knows. */
interface Resumption {
  readonly after: number;
  readonly epoch?: string | undefined;
}

/**
 * Why a reader cannot go on after its position: it is of another epoch of the log, or the log does not go so far. A position
 * that is merely not applied here yet, as one of another replica may be, is waited for, while the bus is away too. Undefined if
 * it can go on, or once `signal` is aborted. Position 0 is the beginning of every epoch.
 */
export async function resumeFault(
  { after, epoch }: Resumption,
  { follower }: Pick<QueryPorts, 'follower'>,
  signal: AbortSignal,
): Promise<DomainError | undefined> {
  const fault = () => {
    const came = epoch === undefined ? `${after}` : `${after} of epoch ${epoch}`;
    return new DomainError(
      'log.position_unknown',
      `Expected a position of this log (epoch ${follower.epoch}, applied up to ${follower.checkpoint}), got ${came}: the log was ` +
        'restored from a backup or begun anew. Forget what you have read and begin after 0.',
      { epoch: follower.epoch, position: follower.checkpoint },
    );
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
