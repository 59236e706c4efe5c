import { createHash } from 'node:crypto';
import type { DomainError } from '@blog/service-kit';
import type { EventLog } from './event-log';
import type { ImportableLog } from './importable-log';
import { problems } from './problems';
import { readEvent } from './read-events';

type OnProgress = (done: number, events: number) => void;

/**
 * Copies all events of a log to another engine, resuming after the target's head. Then reads both again and compares them byte
 * by byte. Events appended to the source meanwhile are not copied.
 * @throws DomainError `copy.other_log`  the target holds another log, or other events
 * @throws DomainError `copy.differs`  the copy differs from the source
 */
export async function copyEvents(from: EventLog, to: ImportableLog, onProgress: OnProgress): Promise<void> {
  const { head } = from;
  await requireSameLog(from, to);
  while (to.head < head) {
    const { head: after } = to;
    const scanned = await from.scan({ after });
    if (scanned?.lines === undefined) throw differs(`ends at ${after}, and its head is ${head}`);
    await to.import({ after, through: scanned.through, lines: scanned.lines });
    onProgress(scanned.through, head);
  }
  const [source, target] = [await digestOf(from, head), await digestOf(to, head)];
  if (source !== target) throw differs('has other bytes than the copy');
}

async function requireSameLog(from: EventLog, to: EventLog): Promise<void> {
  const isSame = from.id === to.id && from.epoch === to.epoch && to.head <= from.head;
  const [mine, theirs] =
    isSame && to.head > 0 ? [await readEvent(from, to.head), await readEvent(to, to.head)] : [];
  if (isSame && (to.head === 0 || mine?.bytes.equals(theirs?.bytes ?? Buffer.alloc(0)))) return;
  const message = `Expected no log in the target, or the beginning of this one, found ${to.id} with ${to.head} events.`;
  throw problems.error('copy.other_log', message);
}

/** SHA-256 of all events up to `through`. */
async function digestOf(log: EventLog, through: number): Promise<string> {
  const hash = createHash('sha256');
  for (let after = 0; after < through; ) {
    const scanned = await log.scan({ after });
    if (scanned?.lines === undefined) throw differs(`ends at ${after}, before ${through}`);
    hash.update(scanned.lines);
    after = scanned.through;
  }
  return hash.digest('hex');
}

function differs(what: string): DomainError {
  return problems.error('copy.differs', `Expected two logs with the same events: one of them ${what}.`);
}
