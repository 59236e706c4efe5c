import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DomainError, type Logger } from '@blog/service-kit';
import { CompiledType, type TypedEvent } from './compiled-type';
import { eventFilter } from './event-filter';
import type { EventLog, NewEvent } from './event-log';
import type { EventType, EventTypeSettings } from './event-type';
import type { EventTypeStore } from './event-type-store';
import type { Misfit } from './schema/misfit';
import { StepBudget } from './schema/step-budget';

/** Of one publish request, or one block of the history: some 100 ms. */
const STEPS_MAX = 500_000;
/** Of all the faults of a batch. */
const FAULTS_SHOWN_MAX = 20;

/** An event of a publish request: as it was read, and as it is to be stored. */
export interface PublishedEvent {
  readonly value: TypedEvent;
  readonly event: NewEvent;
}

/**
 * The types that somebody registered: an event of such a type is stored only if its data fits the type's schema. Every
 * event in the log that is not excepted fits as well: a schema that would refuse one of them is refused.
 */
export class EventTypes {
  readonly #log: EventLog;
  readonly #store: EventTypeStore;
  readonly #typesMax: number;
  readonly #types = new Map<string, CompiledType>();
  /** One change at a time. */
  #changes: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(options: { log: EventLog; store: EventTypeStore; logger: Logger; typesMax: number }) {
    const { log, store, logger, typesMax } = options;
    this.#log = log;
    this.#store = store;
    this.#typesMax = typesMax;
    for (const record of store.list()) {
      try {
        this.#types.set(record.type, new CompiledType(record));
      } catch (error) {
        // An earlier build took what this one does not: its owner hears of it when it registers it again.
        logger.error({ err: error, type: record.type }, 'events of a type are not checked');
      }
    }
  }

  /**
   * Undefined while events may be checked and appended, in one turn of the event loop; otherwise wait and ask again: for
   * some milliseconds a schema is being put in force, and nothing may slip in between.
   */
  get closed(): Promise<void> | undefined {
    return this.#closed;
  }

  /**
   * Checks events that are about to be appended. One that is stored already (`source` and `id`) passes, whatever has been
   * registered since: publishers send again what they got no answer to, and are told what became of it.
   * @throws DomainError `event.schema_mismatch`  `indexes` names those that do not fit, `errors` says where and why
   * @throws DomainError `event.check_too_long`
   */
  check(events: readonly PublishedEvent[]): void {
    if (this.#types.size === 0) return;
    const budget = new StepBudget(STEPS_MAX);
    const misfits: { index: number; type: string; misfit: Misfit }[] = [];
    for (const [index, { value, event }] of events.entries()) {
      const { type } = value;
      const misfit = this.#types.get(type)?.misfitOf(value, budget);
      if (misfit !== undefined && !this.#log.has(event)) misfits.push({ index, type, misfit });
    }
    if (misfits.length > 0) throw schemaMismatch(misfits);
  }

  /**
   * Registers a type, or brings it to other settings; resolves with whether it is new. Equal settings change nothing,
   * and cost nothing. `except` are positions of events that are known not to fit.
   * @throws DomainError `type.bad_schema`, `type.too_many`
   * @throws DomainError `type.refuses_history`  `position` is the first event of the log that would not fit
   * @throws DomainError `request.aborted`  `signal` was aborted, and nothing was changed
   */
  put(
    type: string,
    settings: EventTypeSettings,
    options: { except: readonly number[]; signal: AbortSignal },
  ): Promise<boolean> {
    return this.#exclusively(async () => {
      requireClient(options.signal);
      const known = this.#types.get(type);
      if (known !== undefined && isSame(known.record, settings)) return false;
      if (known === undefined && this.#types.size >= this.#typesMax) {
        throw new DomainError('type.too_many', `Expected at most ${this.#typesMax} types.`);
      }
      const registeredAt = new Date().toISOString();
      const compiled = new CompiledType({ type, ...settings, registeredAt });
      const scan = new HistoryScan({ log: this.#log, compiled, ...options });
      await scan.run();
      await this.#whileClosed(async () => {
        await scan.run();
        await this.#store.save(compiled.record);
        this.#types.set(type, compiled);
      });
      return known === undefined;
    });
  }

  /** All of them, by name. */
  list(): EventType[] {
    return [...this.#types.values()].map(({ record }) => record).sort((a, b) => (a.type < b.type ? -1 : 1));
  }

  /** @throws DomainError `type.not_found` */
  view(type: string): EventType {
    const known = this.#types.get(type);
    if (known === undefined) throw new DomainError('type.not_found', `No type ${type} is registered.`);
    return known.record;
  }

  /** Its events are taken unchecked from then on. @throws DomainError `type.not_found` */
  remove(type: string): Promise<void> {
    return this.#exclusively(async () => {
      this.view(type);
      await this.#store.remove(type);
      this.#types.delete(type);
    });
  }

  /** Does work while no event is checked, and those that were checked before are in the log. */
  async #whileClosed(work: () => Promise<void>): Promise<void> {
    let open = () => {};
    this.#closed = new Promise((resolve) => {
      open = resolve;
    });
    try {
      // An empty batch is done when all that were appended before it are.
      await this.#log.append([]);
      await work();
    } finally {
      this.#closed = undefined;
      open();
    }
  }

  #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#changes.then(work);
    this.#changes = result.catch(() => {});
    return result;
  }
}

/** Looks through the log for events that a type's schema would refuse; what was looked at is not looked at again. */
class HistoryScan {
  readonly #log: EventLog;
  readonly #compiled: CompiledType;
  readonly #except: ReadonlySet<number>;
  readonly #signal: AbortSignal;
  #after = 0;

  constructor(options: {
    log: EventLog;
    compiled: CompiledType;
    except: readonly number[];
    signal: AbortSignal;
  }) {
    this.#log = options.log;
    this.#compiled = options.compiled;
    this.#except = new Set(options.except);
    this.#signal = options.signal;
  }

  /** Goes on to the head, a block a turn. @throws DomainError `type.refuses_history`, `request.aborted` */
  async run(): Promise<void> {
    const filter = eventFilter({ types: [this.#compiled.record.type] });
    for (let block = await this.#next(); block !== undefined; block = await this.#next()) {
      const budget = new StepBudget(STEPS_MAX);
      for (const { position, bytes } of filter?.select(block) ?? []) {
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

function requireClient(signal: AbortSignal): void {
  if (signal.aborted) throw new DomainError('request.aborted', 'The client has gone.');
}

function isSame({ schema, dataschema, meaning }: EventType, settings: EventTypeSettings): boolean {
  return isDeepStrictEqual({ schema, dataschema, meaning }, settings);
}

function schemaMismatch(misfits: readonly { index: number; type: string; misfit: Misfit }[]): DomainError {
  const all = misfits.flatMap(({ index, type, misfit }) =>
    misfit.faults.map((fault) => ({ ...fault, index, type })),
  );
  const errors = all.slice(0, FAULTS_SHOWN_MAX);
  const said = errors.map(({ type, pointer, detail }) => `${type} ${pointer}: ${detail}`).join('; ');
  const more = all.length > errors.length ? `; and ${all.length - errors.length} more` : '';
  const message = `Expected events that fit the schemas of their types: ${said}${more}.`;
  const indexes = misfits.map(({ index }) => index);
  return new DomainError('event.schema_mismatch', message, { indexes, errors });
}

function refusesHistory(type: string, position: number, misfit: Misfit): DomainError {
  const errors = misfit.faults;
  const said = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  const message = `Expected a schema that every stored ${type} fits; the one at position ${position} does not: ${said}.`;
  return new DomainError('type.refuses_history', message, { position, errors });
}
