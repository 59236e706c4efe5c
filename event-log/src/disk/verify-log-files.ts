import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '@blog/service-kit';
import { checkIds } from '../check-ids';
import type { EventBlock } from '../event-block';
import type { Findings } from './findings';
import { History } from './history';
import type { BlockLocation } from './history-block';
import { readJournal } from './journal';
import { openLogTables } from './log-tables';

interface Options {
  readonly folder: string;
  readonly store: Store;
  readonly findings: Findings;
  /** Called with the number of events verified so far. */
  readonly onProgress: (done: number, events: number) => void;
}

const START: BlockLocation = { number: 0, first: 0, last: 0, offset: 0, bytes: 0, checksum: 0 };

/**
 * Verifies everything the log has in a folder, whose files and tables must exist: every event and its checksum, the journal,
 * the index of ids. Resolves with the head.
 */
export async function verifyLogFiles({ folder, store, findings, onProgress }: Options): Promise<number> {
  const tables = openLogTables(store);
  findings.try(() => {
    if (tables.meta.get('log-id') === undefined) findings.say('The id of the log is missing.');
  });
  let head = 0;
  let history: History | undefined;
  try {
    history = new History({ folder, store, tables, readOnly: true });
    head = await readHistory(history, findings, onProgress);
  } catch (error) {
    // Block boundaries are no longer known.
    findings.say((error as Error).message);
  } finally {
    history?.close();
  }
  findings.try(() => {
    for (const { first, count } of readJournal(folder, head).frames) head = first + count - 1;
  });
  for (const finding of await checkIds(folder)) findings.say(finding);
  return head;
}

/** Resolves with the last position of the history. */
async function readHistory(
  history: History,
  findings: Findings,
  onProgress: Options['onProgress'],
): Promise<number> {
  let before: BlockLocation | undefined = START;
  let first = 1;
  for (const { last, location } of history.locations()) {
    if (location === undefined) {
      findings.say(`The index of the events at positions ${first} to ${last} is damaged.`);
    } else {
      if (before !== undefined && !follows(location, before)) {
        findings.say(
          `The block of the positions ${location.first} to ${last} does not start at position ${first}.`,
        );
      }
      findings.try(() => checkBlock(history.load(location), findings));
    }
    before = location;
    first = last + 1;
    onProgress(last, history.head);
    await nextTurn();
    if (findings.isFull) return history.head;
  }
  findings.try(() => history.check());
  return history.head;
}

function follows(location: BlockLocation, before: BlockLocation): boolean {
  return (
    location.number === before.number + 1 &&
    location.first === before.last + 1 &&
    location.offset === before.offset + before.bytes
  );
}

function checkBlock({ first, last, records }: EventBlock, findings: Findings): void {
  if (records.length !== last - first + 1) {
    findings.say(`The block of the positions ${first} to ${last} has ${records.length} events.`);
  }
  for (const { position, bytes } of records) {
    const found = (JSON.parse(bytes.toString()) as { position: number }).position;
    if (found !== position) {
      findings.say(`At position ${position} there is the event of position ${found}.`);
    }
  }
}
