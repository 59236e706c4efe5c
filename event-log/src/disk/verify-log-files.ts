import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '@blog/service-kit';
import { checkIds } from '../check-ids';
import type { EventBlock } from '../event-block';
import type { Findings } from './findings';
import { History } from './history';
import type { BlockPlace } from './history-block';
import { readJournal } from './journal';
import { openLogTables } from './log-tables';

interface Options {
  readonly folder: string;
  readonly store: Store;
  readonly findings: Findings;
  /** Is told how many events are done. */
  readonly onProgress: (done: number, events: number) => void;
}

const START: BlockPlace = { number: 0, first: 0, last: 0, offset: 0, bytes: 0, checksum: 0 };

/**
 * Reads all that the log has in a folder, whose files and tables are there: every event and its checksum, the journal, the
 * index of ids. Resolves with the head.
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
    // Where one block ends and the next begins is not known any more.
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
  let before: BlockPlace | undefined = START;
  let first = 1;
  for (const { last, place } of history.places()) {
    if (place === undefined) {
      findings.say(`The index of the events at positions ${first} to ${last} is damaged.`);
    } else {
      if (before !== undefined && !follows(place, before)) {
        findings.say(
          `The block of the positions ${place.first} to ${last} does not go on at position ${first}.`,
        );
      }
      findings.try(() => checkBlock(history.load(place), findings));
    }
    before = place;
    first = last + 1;
    onProgress(last, history.head);
    await nextTurn();
    if (findings.isFull) return history.head;
  }
  findings.try(() => history.check());
  return history.head;
}

function follows(place: BlockPlace, before: BlockPlace): boolean {
  return (
    place.number === before.number + 1 &&
    place.first === before.last + 1 &&
    place.offset === before.offset + before.bytes
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
