import { BATCH_EVENTS_MAX, type DomainError, pause } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import type { ImportedEvents } from '../importable-log';
import { problems } from '../problems';
import type { WriteOutcome, WriteTarget } from './batch-writer';
import { hashesOf } from './hashes-of';
import { logUnavailable } from './log-unavailable';
import type { StreamView } from './stream-view';
import { StreamWriter } from './stream-writer';

const WRITE_MS = 5_000;
const AGAIN_MS = 200;
/** Timeout of one batch while servers are down. */
const BATCH_MS_MAX = 60_000;

interface Options extends WriteTarget {
  readonly subject: string;
  readonly view: StreamView;
}

/** Stores events of another log unchanged; see `ImportableLog`. */
export class StreamImporter {
  readonly #view: StreamView;
  readonly #writer: StreamWriter;

  constructor({ view, ...target }: Options) {
    this.#view = view;
    this.#writer = new StreamWriter(target);
  }

  async import({ after, through, lines }: ImportedEvents): Promise<void> {
    const all = new EventBlock({ first: after + 1, last: through, lines });
    for (let last = after; last < through; ) {
      const batch = all.after(last).through(Math.min(through, last + BATCH_EVENTS_MAX));
      await this.#store(batch);
      last = batch.last;
    }
  }

  async #store(block: EventBlock): Promise<void> {
    const deadline = performance.now() + BATCH_MS_MAX;
    for (;;) {
      const outcome = await this.#writer.write(block, WRITE_MS);
      if (outcome.kind === 'stored') return this.#view.advance(block, hashesOf(block));
      if (outcome.kind === 'full') throw problems.error('storage.full', 'The stream has no room.');
      if (outcome.kind === 'overtaken') return this.#requireOwn(block, outcome);
      if (performance.now() > deadline) throw logUnavailable(outcome.why);
      await pause(AGAIN_MS);
    }
  }

  /** Either an attempt whose answer was lost has stored the events, or another process has written. */
  async #requireOwn(
    { first, last, lines }: EventBlock,
    outcome: Extract<WriteOutcome, { kind: 'overtaken' }>,
  ): Promise<void> {
    if (outcome.last !== last) throw inUse();
    await this.#view.catchUp(last);
    // Compares as many as the block holds.
    const stored = (await this.#view.block(first - 1)).after(first - 1).lines;
    const bytes = Math.min(stored.length, lines.length);
    if (!stored.subarray(0, bytes).equals(lines.subarray(0, bytes))) throw inUse();
  }
}

function inUse(): DomainError {
  const message = 'Somebody else has appended to the stream: stop the bus that runs on it.';
  return problems.error('log.in_use', message);
}
