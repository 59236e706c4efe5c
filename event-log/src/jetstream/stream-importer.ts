import { BATCH_EVENTS_MAX, DomainError, pause } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import type { ImportedEvents } from '../importable-log';
import type { WriteOutcome } from './batch-writer';
import { logUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';
import type { StreamView } from './stream-view';
import { StreamWriter } from './stream-writer';

const WRITE_MS = 5_000;
const AGAIN_MS = 200;
/** How long a piece may take, in milliseconds, while servers are away. */
const PIECE_MS_MAX = 60_000;

interface Options {
  readonly link: NatsLink;
  readonly subject: string;
  readonly view: StreamView;
}

/** Stores events of another log as they are there; see `ImportableLog`. */
export class StreamImporter {
  readonly #view: StreamView;
  readonly #writer: StreamWriter;

  constructor({ link, subject, view }: Options) {
    this.#view = view;
    this.#writer = new StreamWriter({ link, subject });
  }

  async import({ after, through, lines }: ImportedEvents): Promise<void> {
    const all = new EventBlock({ first: after + 1, last: through, lines });
    for (let last = after; last < through; ) {
      const piece = all.after(last).through(Math.min(through, last + BATCH_EVENTS_MAX));
      await this.#store(piece);
      last = piece.last;
    }
  }

  async #store(block: EventBlock): Promise<void> {
    const deadline = performance.now() + PIECE_MS_MAX;
    for (;;) {
      const outcome = await this.#writer.write(block, WRITE_MS);
      if (outcome.kind === 'stored') return this.#view.advance(block);
      if (outcome.kind === 'full') throw new DomainError('storage.full', 'The stream has no room.');
      if (outcome.kind === 'overtaken') return this.#requireOwn(block, outcome);
      if (performance.now() > deadline) throw logUnavailable(outcome.why);
      await pause(AGAIN_MS);
    }
  }

  /** An attempt whose answer was lost has stored them; or somebody else has written. */
  async #requireOwn(
    block: EventBlock,
    { last }: Extract<WriteOutcome, { kind: 'overtaken' }>,
  ): Promise<void> {
    await this.#view.catchUp(last);
    const stored =
      last < block.last ? undefined : (await this.#view.block(block.first - 1)).after(block.first - 1);
    const count = Math.min(stored?.records.length ?? 0, block.records.length);
    const isOwn =
      last === block.last &&
      count > 0 &&
      block.records.slice(0, count).every(({ bytes }, index) => stored?.records[index]?.bytes.equals(bytes));
    if (!isOwn)
      throw new DomainError(
        'log.in_use',
        'Somebody else has appended to the stream: stop the bus that runs on it.',
      );
  }
}
