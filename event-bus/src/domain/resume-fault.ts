import type { EventLog } from '@blog/event-log';
import type { DomainError } from '@blog/service-kit';
import { problems } from '../problems';

/** The position up to which a reader has read, and the epoch of the log if it knows that. */
interface Resumption {
  readonly after: number;
  readonly epoch?: string | undefined;
}

/**
 * Why a reader cannot continue after its position: the log never had it, or has other events there since it was
 * restored. Undefined if it can. Position 0 is the beginning of every epoch.
 */
export async function resumeFault(
  { after, epoch }: Resumption,
  log: EventLog,
): Promise<DomainError | undefined> {
  // A replica may not have read events yet that the reader got from another replica.
  if (after > log.head) await log.append([]);
  const isKnown = after <= log.head && (after === 0 || epoch === undefined || epoch === log.epoch);
  if (isKnown) return undefined;
  const came = epoch === undefined ? `${after}` : `${after} of epoch ${epoch}`;
  return problems.error(
    'log.position_unknown',
    `Expected a position of this log (epoch ${log.epoch}, head ${log.head}), got ${came}: it was restored from a backup or ` +
      'recreated. Forget what you have read of it and begin after 0.',
    { epoch: log.epoch, head: log.head },
  );
}
