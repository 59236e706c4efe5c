import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DomainError } from '@blog/service-kit';
import type { NewEvent } from '../../src/event-log';
import type { JetStreamEventLog } from '../../src/jetstream';
import { newEvents } from '../new-event';
import { readAll } from '../read-all';

const WRITERS_PER_LOG = 4;
const BATCH_MAX = 5;

/** The acknowledged events compared with the stream. All counts but `acknowledged` and `unavailable` must be 0. */
export interface Audit {
  readonly acknowledged: number;
  readonly unavailable: number;
  /** Acknowledged events that are not at their position. */
  readonly lost: number;
  readonly twice: number;
  /** Positions that do not follow the previous one. */
  readonly gaps: number;
  /** Replicas whose log differs from the first one's. */
  readonly different: number;
}

/** Publishers that send each batch to their replica until it is acknowledged, then the next one. */
export class Writers {
  readonly #logs: readonly JetStreamEventLog[];
  readonly #positions = new Map<string, number>();
  readonly #running: Promise<void>[];
  #unavailable = 0;
  #isStopping = false;
  #isStopped = false;

  constructor(logs: readonly JetStreamEventLog[]) {
    this.#logs = logs;
    this.#running = logs.flatMap((log) => Array.from({ length: WRITERS_PER_LOG }, () => this.#write(log)));
  }

  /** Number of acknowledged events so far. */
  get acknowledged(): number {
    return this.#positions.size;
  }

  get unavailable(): number {
    return this.#unavailable;
  }

  /** Stops sending. */
  stop(): void {
    this.#isStopping = true;
    this.#isStopped = true;
  }

  /** Waits until every started batch is acknowledged, then compares with what is stored. */
  async audit(): Promise<Audit> {
    this.#isStopping = true;
    await Promise.all(this.#running);
    await Promise.all(this.#logs.map((log) => log.append([])));
    const shown = await Promise.all(this.#logs.map((log) => readAll(log)));
    const stored = shown[0] as { id: string; position: number }[];
    const positionOf = new Map(stored.map(({ id, position }) => [id, position]));
    const lost = [...this.#positions].filter(([id, position]) => positionOf.get(id) !== position);
    return {
      acknowledged: this.#positions.size,
      unavailable: this.#unavailable,
      lost: lost.length,
      twice: stored.length - positionOf.size,
      gaps: stored.filter(({ position }, index) => position !== index + 1).length,
      different: shown.filter((events) => JSON.stringify(events) !== JSON.stringify(stored)).length,
    };
  }

  async #write(log: JetStreamEventLog): Promise<void> {
    for (let n = 0; !this.#isStopping; n += 1) await this.#send(log, newEvents(1 + (n % BATCH_MAX)));
  }

  async #send(log: JetStreamEventLog, batch: readonly NewEvent[]): Promise<void> {
    while (!this.#isStopped) {
      try {
        for (const { id, position } of await log.append(batch)) this.#positions.set(id, position);
        return;
      } catch (error) {
        if ((error as DomainError).code !== 'log.unavailable') throw error;
        this.#unavailable += 1;
        await nextTurn();
      }
    }
  }
}
