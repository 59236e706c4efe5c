import { type Logger, newId } from '@blog/service-kit';
import type { Appended } from '../event-log';
import type { Batch, Outcome } from '../group-commit';
import { decodeGroup, decodeOutcomes, encodeGroup, encodeOutcomes } from './group-message';
import { isLogUnavailable, logUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';

interface Options {
  readonly link: NatsLink;
  /** What the subjects begin with by which replicas reach one another. */
  readonly subject: string;
  readonly logger: Logger;
  /** Appends what another replica was given. */
  append(batch: Batch): Promise<readonly Appended[]>;
}

/**
 * Gives what this replica is to append to the one that wrote last. Writers that compete refuse one another again and again;
 * one of them is as fast as it would be alone. Nothing depends on it: whoever finds no other writer, or gets no answer,
 * writes, and whatever was written twice that way is found as a duplicate.
 */
export class WriteForwarding {
  readonly #options: Options;
  readonly #self = newId();
  readonly #received = new WeakSet<Batch>();
  #writer: string | undefined;

  constructor(options: Options) {
    this.#options = options;
    const { link, subject, logger } = options;
    link.subscribe(`${subject}.${this.#self}`, (message) => {
      this.#answer(Buffer.from(message.data)).then(
        (answer) => message.respond(answer),
        (error: unknown) => logger.error({ err: error }, 'could not append what another replica was given'),
      );
    });
  }

  /** What tells the others who wrote. */
  get self(): string {
    return this.#self;
  }

  /** Takes note of a replica that wrote, this one included. */
  wrote(writer: string): void {
    this.#writer = writer;
  }

  /** Whether a group is to go to another replica. One that came from another stays: they would wait for one another. */
  isDue(group: readonly Batch[]): boolean {
    if (this.#writer === undefined || this.#writer === this.#self) return false;
    const bytes = group.flat().reduce((sum, event) => sum + event.bytes.length + 1, 8 * group.length);
    return bytes <= this.#options.link.payloadBytesMax && !group.some((batch) => this.#received.has(batch));
  }

  /** @throws DomainError `log.unavailable`  no answer, or the other one cannot write either: it may be stored or not */
  async forward(group: readonly Batch[], timeoutMs: number): Promise<Outcome[]> {
    const writer = this.#writer;
    try {
      const answer = await this.#options.link.request({
        subject: `${this.#options.subject}.${writer}`,
        payload: encodeGroup(group),
        timeoutMs,
      });
      const outcomes = decodeOutcomes(answer.string());
      if (outcomes.some(isUnavailable))
        throw logUnavailable('the replica that writes cannot reach it either');
      return outcomes;
    } catch (error) {
      if (this.#writer === writer) this.#writer = undefined;
      throw error;
    }
  }

  async #answer(message: Buffer): Promise<string> {
    const group = decodeGroup(message);
    for (const batch of group) this.#received.add(batch);
    const settled = await Promise.allSettled(group.map((batch) => this.#options.append(batch)));
    const outcomes = settled.map((result): Outcome => {
      return result.status === 'fulfilled' ? { appended: result.value } : { refused: result.reason };
    });
    return encodeOutcomes(outcomes);
  }
}

function isUnavailable(outcome: Outcome): boolean {
  return outcome.appended === undefined && isLogUnavailable(outcome.refused);
}
