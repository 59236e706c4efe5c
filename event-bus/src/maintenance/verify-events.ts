import { type EventLog, identityOf, readEvent } from '@blog/event-log';
import type { Findings } from '@blog/event-log/disk';

interface Stored {
  readonly position: number;
  readonly source: string;
  readonly id: string;
}

/** Reads every event of a log; checks that each is JSON at its own position, and that no `source` and `id` occurs twice. */
export async function verifyEvents(
  log: EventLog,
  findings: Findings,
  onProgress: (done: number, events: number) => void,
): Promise<void> {
  const { head } = log;
  /** Positions by the hash of the identity, which takes a tenth of the memory of a text. */
  const firstOf = new Map<number, number>();
  for (let after = 0; after < head; ) {
    const scanned = await log.scan({ after });
    if (scanned === undefined) {
      findings.say(`The events from position ${after + 1} to ${head} are missing.`);
      return;
    }
    for (const record of scanned.records) {
      const { position } = record;
      const event = parse(record.bytes);
      if (event === undefined) findings.say(`The event at position ${position} is no JSON.`);
      else {
        if (event.position !== position) {
          findings.say(`At position ${position} there is the event of position ${event.position}.`);
        }
        const { hash, text } = identityOf(event);
        const first = firstOf.get(hash);
        if (first === undefined) firstOf.set(hash, position);
        else if ((await identityAt(log, first)) === text) {
          findings.say(`The event at position ${position} is that of position ${first}.`);
        }
      }
    }
    after = scanned.through;
    onProgress(after, head);
  }
}

function parse(bytes: Buffer): Stored | undefined {
  try {
    return JSON.parse(bytes.toString()) as Stored;
  } catch {
    return undefined;
  }
}

async function identityAt(log: EventLog, position: number): Promise<string | undefined> {
  const record = await readEvent(log, position);
  const event = record && parse(record.bytes);
  return event && identityOf(event).text;
}
