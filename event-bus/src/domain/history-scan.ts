import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventFilter, type EventLog } from '@blog/event-log';
import { DomainError } from '@blog/service-kit';
import { problems } from '../problems';
import type { CompiledType, TypedEvent } from './compiled-type';
import { requireClient } from './require-client';
import type { Misfit } from './schema/misfit';
import { StepBudget } from './schema/step-budget';

/** Steps of a schema check per block of the history: some 10 to 30 ms. */
const STEPS_MAX = 500_000;
/** After this long, everything else gets a turn of the event loop. */
const BUSY_MS_MAX = 2;

/**
 * Searches the log for events that a type's schema would refuse; each event is checked once. Exempt events are skipped, also if
 * they were exempted meanwhile.
 */
export class HistoryScan {
  readonly #log: EventLog;
  readonly #compiled: CompiledType;
  readonly #except: ReadonlySet<number>;
  readonly #signal: AbortSignal;
  readonly #exemptThrough: () => number;
  /** Up to which position events were skipped as exempt. */
  #passedOver: number;
  #after: number;

  constructor(options: {
    log: EventLog;
    compiled: CompiledType;
    exemptThrough: () => number;
    except: readonly number[];
    signal: AbortSignal;
  }) {
    this.#log = options.log;
    this.#compiled = options.compiled;
    this.#exemptThrough = options.exemptThrough;
    this.#except = new Set(options.except);
    this.#signal = options.signal;
    this.#passedOver = options.exemptThrough();
    this.#after = this.#passedOver;
  }

  /**
   * Continues to the head.
   * @throws DomainError `type.refuses_history`, `type.history_too_costly`  `position` is where
   * @throws DomainError `type.superseded`  events that were skipped are no longer exempt
   * @throws DomainError `request.aborted`
   */
  async run(): Promise<void> {
    const { type } = this.#compiled.record;
    const filter = EventFilter.of({ types: [type] });
    for (let piece = await this.#next(filter); piece !== undefined; piece = await this.#next(filter)) {
      const budget = new StepBudget(STEPS_MAX);
      let turnMs = performance.now();
      for (const { position, bytes } of piece.records) {
        if (performance.now() - turnMs > BUSY_MS_MAX) {
          await nextTurn();
          turnMs = performance.now();
        }
        if (this.#except.has(position) || position <= this.#exemptThrough()) continue;
        const misfit = this.#misfitAt(position, JSON.parse(bytes.toString()) as TypedEvent, budget);
        if (misfit !== undefined) throw refusesHistory(type, position, misfit);
      }
      this.#after = piece.through;
      await nextTurn();
    }
  }

  async #next(filter: EventFilter | undefined) {
    requireClient(this.#signal);
    const exemptThrough = this.#exemptThrough();
    if (exemptThrough < this.#passedOver) {
      // Not restarted here: a client that repeatedly exempts and withdraws would keep the turn forever.
      const message = 'Less history is exempt than when this registration began; send it again.';
      throw problems.error('type.superseded', message);
    }
    this.#passedOver = exemptThrough;
    this.#after = Math.max(this.#after, exemptThrough);
    return this.#log.scan({ after: this.#after, filter, copies: true });
  }

  #misfitAt(position: number, event: TypedEvent, budget: StepBudget): Misfit | undefined {
    try {
      return this.#compiled.misfitOf(event, budget);
    } catch (error) {
      const isCostly = error instanceof DomainError && error.code === 'event.check_too_long';
      throw isCostly ? historyTooCostly(event.type, position) : error;
    }
  }
}

function refusesHistory(type: string, position: number, misfit: Misfit): DomainError {
  const errors = misfit.faults;
  const said = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  const message =
    `Expected a schema that every stored ${type} fits; the one at position ${position} does not: ${said}. ` +
    `If nobody can fix that, ${exemption(type, position)} exempts the history up to there.`;
  return problems.error('type.refuses_history', message, { position, errors });
}

function historyTooCostly(type: string, position: number): DomainError {
  const message =
    `Expected a schema that every stored ${type} can be checked with in ${STEPS_MAX} steps for a block of the log; ` +
    `at position ${position} they do not suffice. Register a simpler schema, or exempt the history up to there: ` +
    `${exemption(type, position)}.`;
  return problems.error('type.history_too_costly', message, { position });
}

function exemption(type: string, position: number): string {
  return `PUT /types/${encodeURIComponent(type)}/exempt {"through":${position}}`;
}
