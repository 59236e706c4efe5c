import type { Appended, EventLog, NewEvent, Scanned, ScanRange } from '@blog/event-log';
import type { DomainError } from '@blog/service-kit';
import { leadsNoMore } from './leadership';

/**
 * The log of the replica that leads for one term: afterwards nothing is appended, since events that were checked against the
 * types of that term may not fit those of the next.
 */
export class TermLog implements EventLog {
  readonly id: string;
  readonly epoch: string;
  readonly #log: EventLog;
  readonly #ended: AbortSignal;

  constructor(log: EventLog, ended: AbortSignal) {
    this.id = log.id;
    this.epoch = log.epoch;
    this.#log = log;
    this.#ended = ended;
  }

  get head(): number {
    return this.#log.head;
  }

  get queuedBytes(): number {
    return this.#log.queuedBytes;
  }

  /** As `EventLog.append`. @throws DomainError `bus.no_leader`  the term is over */
  append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    if (!this.#ended.aborted || events.length === 0) return this.#log.append(events);
    return Promise.reject(leadsNoMore());
  }

  has(event: { readonly source: string; readonly id: string }): Promise<boolean> {
    return this.#log.has(event);
  }

  scan(range: ScanRange): Promise<Scanned | undefined> {
    return this.#log.scan(range);
  }

  onAppend(listener: () => void): () => void {
    return this.#log.onAppend(listener);
  }

  onFailure(listener: (error: DomainError) => void): void {
    this.#log.onFailure(listener);
  }

  stop(): Promise<void> {
    return this.#log.stop();
  }
}
