import { type DomainError, newId } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import { encodeLines } from '../event-line';
import type { Appended, EventLog, NewEvent, Scanned, ScanRange } from '../event-log';
import { type Batch, GroupCommit, type Outcome } from '../group-commit';
import { identityOf } from '../identity';
import { Listeners } from '../listeners';
import { planGroup, type StoredEvent } from '../plan-group';
import { scanBlock } from '../scan-block';
import { Tail } from '../tail';

/** A log for tests: it is gone with the process. */
export class MemoryEventLog implements EventLog {
  readonly id = newId();
  readonly epoch = this.id;
  readonly #events = new Map<string, StoredEvent>();
  readonly #tail = new Tail();
  readonly #commits: GroupCommit;
  readonly #listeners = new Listeners();
  readonly #now: () => Date;

  /** `now`: when an event is stored. */
  constructor({ queueBytesMax = Infinity, now = () => new Date() } = {}) {
    this.#now = now;
    this.#commits = new GroupCommit({
      queueBytesMax,
      commit: async (group) => this.#commit(group),
      isFinal: () => false,
    });
  }

  get head(): number {
    return this.#events.size;
  }

  get queuedBytes(): number {
    return this.#commits.queuedBytes;
  }

  append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    return this.#commits.append(events);
  }

  async has(event: { readonly source: string; readonly id: string }): Promise<boolean> {
    return this.#events.has(identityOf(event).text);
  }

  async scan(range: ScanRange): Promise<Scanned | undefined> {
    const block = this.#tail.read(range.after);
    return block && scanBlock(block, range);
  }

  onAppend(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  onFailure(listener: (error: DomainError) => void): void {
    this.#commits.onFailure(listener);
  }

  async stop(): Promise<void> {
    await this.#commits.idle();
  }

  #commit(group: readonly Batch[]): readonly Outcome[] {
    const { head } = this;
    const { planned, outcomes } = planGroup(group, { head, stored: ({ text }) => this.#events.get(text) });
    if (planned.length === 0) return outcomes;
    const lines = encodeLines(planned, this.#now().toISOString());
    this.#tail.add(new EventBlock({ first: head + 1, last: head + planned.length, lines }));
    for (const { identity, position, bytes } of planned) this.#events.set(identity.text, { position, bytes });
    this.#listeners.call();
    return outcomes;
  }
}
