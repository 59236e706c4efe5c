import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DomainError, type Logger } from '@blog/service-kit';
import { CompiledType, type TypedEvent } from './compiled-type';
import type { EventLog, NewEvent } from './event-log';
import { type EventType, type EventTypeRecord, type EventTypeSettings, isRegistered } from './event-type';
import type { EventTypeStore } from './event-type-store';
import { HistoryScan, requireClient } from './history-scan';
import type { Misfit } from './schema/misfit';
import { StepBudget } from './schema/step-budget';

/** Of one publish request: some 10 to 30 ms. */
const STEPS_MAX = 500_000;
/** Of all the faults of a batch. */
const FAULTS_SHOWN_MAX = 20;
/** After a change the next waits for as long as that took, at most this: changes, however many, leave half of the time. */
const REST_MS_MAX = 1_000;

/** An event of a publish request: as it was read, and as it is to be stored. */
export interface PublishedEvent {
  readonly value: TypedEvent;
  readonly event: NewEvent;
}

/**
 * The types that somebody registered: an event of such a type is stored only if its data fits the type's schema. Every
 * event in the log that is neither excepted nor exempt fits as well: a schema that would refuse one of them is refused.
 */
export class EventTypes {
  readonly #log: EventLog;
  readonly #store: EventTypeStore;
  readonly #typesMax: number;
  readonly #types = new Map<string, CompiledType>();
  /** Through which position the events of a type are exempt, whether it is registered or not. */
  readonly #exempt = new Map<string, number>();
  /** One change at a time. */
  #changes: Promise<unknown> = Promise.resolve();
  #rested: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(options: { log: EventLog; store: EventTypeStore; logger: Logger; typesMax: number }) {
    const { log, store, logger, typesMax } = options;
    this.#log = log;
    this.#store = store;
    this.#typesMax = typesMax;
    for (const record of store.list()) {
      if (record.exemptThrough > 0) this.#exempt.set(record.type, record.exemptThrough);
      if (!isRegistered(record)) continue;
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
   * and cost nothing. `except` are positions of events that are known not to fit; exempt history is not looked at.
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
      this.#requirePlace(type);
      const registeredAt = new Date().toISOString();
      const compiled = new CompiledType({ type, ...settings, registeredAt });
      const exemptThrough = this.#exemptThrough(type);
      const scan = new HistoryScan({ log: this.#log, compiled, after: exemptThrough, ...options });
      await scan.run();
      await this.#whileClosed(async () => {
        await scan.run();
        await this.#store.save({ ...compiled.record, exemptThrough });
        this.#types.set(type, compiled);
      });
      return known === undefined;
    });
  }

  /**
   * Exempts the events of a type up to and including position `through` from the schemas that are registered from then
   * on; 0 exempts none. It may be said before the type is registered, and outlives its removal.
   * @throws DomainError `type.exempt_beyond_head`, `type.too_many`
   */
  exempt(type: string, through: number): Promise<void> {
    return this.#exclusively(async () => {
      const { head } = this.#log;
      if (through > head) {
        const message = `Expected a position up to the head, which is ${head}, got ${through}.`;
        throw new DomainError('type.exempt_beyond_head', message);
      }
      const known = this.#types.get(type);
      if (through > 0) {
        this.#requirePlace(type);
        await this.#store.save({ ...(known?.record ?? unregistered(type)), exemptThrough: through });
        this.#exempt.set(type, through);
      } else if (this.#exempt.has(type)) {
        if (known === undefined) await this.#store.remove(type);
        else await this.#store.save({ ...known.record, exemptThrough: 0 });
        this.#exempt.delete(type);
      }
    });
  }

  /** Every type that is registered or has exempt events, by name. */
  list(): EventTypeRecord[] {
    return [...this.#names()].sort().map((type) => this.view(type));
  }

  /** @throws DomainError `type.not_found`  it is not registered, and none of its events are exempt */
  view(type: string): EventTypeRecord {
    const exemptThrough = this.#exemptThrough(type);
    const known = this.#types.get(type);
    if (known === undefined && exemptThrough === 0) throw notFound(type);
    return { ...(known?.record ?? unregistered(type)), exemptThrough };
  }

  /** Its events are taken unchecked from then on; what is exempt stays so. @throws DomainError `type.not_found` */
  remove(type: string): Promise<void> {
    return this.#exclusively(async () => {
      if (!this.#types.has(type)) throw notFound(type);
      const exemptThrough = this.#exemptThrough(type);
      if (exemptThrough > 0) await this.#store.save({ ...unregistered(type), exemptThrough });
      else await this.#store.remove(type);
      this.#types.delete(type);
    });
  }

  #exemptThrough(type: string): number {
    return this.#exempt.get(type) ?? 0;
  }

  #names(): Set<string> {
    return new Set([...this.#types.keys(), ...this.#exempt.keys()]);
  }

  #requirePlace(type: string): void {
    const names = this.#names();
    if (names.has(type) || names.size < this.#typesMax) return;
    throw new DomainError('type.too_many', `Expected at most ${this.#typesMax} types.`);
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
    const result = this.#changes.then(async () => {
      const beganMs = performance.now();
      try {
        return await work();
      } finally {
        const restMs = Math.min(performance.now() - beganMs, REST_MS_MAX);
        this.#rested = delay(restMs, undefined, { ref: false });
      }
    });
    this.#changes = result.catch(() => {}).then(() => this.#rested);
    return result;
  }
}

function unregistered(type: string) {
  return { type, schema: null, dataschema: null, meaning: null, registeredAt: null };
}

function notFound(type: string): DomainError {
  return new DomainError('type.not_found', `No type ${type} is registered.`);
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
