import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from '@blog/service-kit';
import type { CompiledType, TypedEvent } from './compiled-type';
import { eventFilter } from './event-filter';
import type { EventLog } from './event-log';
import type { Misfit } from './schema/misfit';
import { StepBudget } from './schema/step-budget';

/** Of one block of the history: some 10 to 30 ms. */
const STEPS_MAX = 500_000;
/** Then everything else has its turn. */
const BUSY_MS_MAX = 2;

/**
 * Looks through the log after a position for events that a type's schema would refuse; what was looked at is not looked at
 * again.
 */
export class HistoryScan {
  readonly #log: EventLog;
  readonly #compiled: CompiledType;
  readonly #except: ReadonlySet<number>;
  readonly #signal: AbortSignal;
  #after: number;

  constructor(options: {
    log: EventLog;
    compiled: CompiledType;
    after: number;
    except: readonly number[];
    signal: AbortSignal;
  }) {
    this.#log = options.log;
    this.#compiled = options.compiled;
    this.#after = options.after;
    this.#except = new Set(options.except);
    this.#signal = options.signal;
  }

  /** Goes on to the head. @throws DomainError `type.refuses_history`, `request.aborted` */
  async run(): Promise<void> {
    const filter = eventFilter({ types: [this.#compiled.record.type] });
    for (let block = await this.#next(); block !== undefined; block = await this.#next()) {
      const budget = new StepBudget(STEPS_MAX);
      let turnMs = performance.now();
      for (const { position, bytes } of filter?.select(block) ?? []) {
        if (performance.now() - turnMs > BUSY_MS_MAX) {
          await nextTurn();
          turnMs = performance.now();
        }
        if (this.#except.has(position)) continue;
        const misfit = this.#compiled.misfitOf(JSON.parse(bytes.toString()) as TypedEvent, budget);
        if (misfit !== undefined) throw refusesHistory(this.#compiled.record.type, position, misfit);
      }
      this.#after = block.last;
      await nextTurn();
    }
  }

  async #next() {
    requireClient(this.#signal);
    return this.#log.readBlock(this.#after);
  }
}

/** @throws DomainError `request.aborted` */
export function requireClient(signal: AbortSignal): void {
  if (signal.aborted) throw new DomainError('request.aborted', 'The client has gone.');
}

function refusesHistory(type: string, position: number, misfit: Misfit): DomainError {
  const errors = misfit.faults;
  const said = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  const wayOut = `PUT /types/${encodeURIComponent(type)}/exempt {"through":${position}}`;
  const message =
    `Expected a schema that every stored ${type} fits; the one at position ${position} does not: ${said}. ` +
    `If nobody can mend that, ${wayOut} exempts the history up to there.`;
  return new DomainError('type.refuses_history', message, { position, errors });
}
