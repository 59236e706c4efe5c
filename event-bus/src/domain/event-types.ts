import { isDeepStrictEqual } from 'node:util';
import type { EventLog, NewEvent } from '@blog/event-log';
import type { DomainError, Logger } from '@blog/service-kit';
import { problems } from '../problems';
import { type Changer, ChangeTurns } from './change-turns';
import { CompiledType, type TypedEvent } from './compiled-type';
import { type EventType, type EventTypeRecord, type EventTypeSettings, isRegistered } from './event-type';
import type { EventTypeStore } from './event-type-store';
import { HistoryScan } from './history-scan';
import type { Misfit } from './schema/misfit';
import { StepBudget } from './schema/step-budget';

/** Steps of a schema check per publish request: some 10 to 30 ms. */
const STEPS_MAX = 500_000;
/** After each registration, a rest of up to this long: so registrations leave half of the time to everything else. */
const REST_MS_MAX = 1_000;
/** Services register one type after another. */
const REGISTRATIONS_WAITING_MAX = 32;
/** Maximum waiting removals and exemptions, each of which takes a write to disk. */
const CHANGES_WAITING_MAX = 256;
/** The share of the registration whose turn it is: no client's address has it. */
const BEING_REGISTERED = 'being registered';

/** An event that does not fit the schema of its type, by its index in a publish request. */
export interface EventMisfit {
  readonly index: number;
  readonly type: string;
  readonly misfit: Misfit;
}

/** An event of a publish request, as it was read and as it will be stored. */
export interface PublishedEvent {
  readonly value: TypedEvent;
  readonly event: NewEvent;
}

/**
 * The registered types: an event of such a type is stored only if its data fits the type's schema. Every stored event of
 * the type that is neither excepted nor exempt fits too: a schema that would refuse one of them is refused.
 */
export class EventTypes {
  readonly #log: EventLog;
  readonly #store: EventTypeStore;
  readonly #typesMax: number;
  readonly #types = new Map<string, CompiledType>();
  /** Up to which position the events of a type are exempt, whether it is registered or not. */
  readonly #exempt = new Map<string, number>();
  readonly #registrations = new ChangeTurns({
    waitingMax: REGISTRATIONS_WAITING_MAX,
    restMsMax: REST_MS_MAX,
  });
  /** Changes of the types in force. Separate from registrations, which read the whole history before they change anything. */
  readonly #changes = new ChangeTurns({ waitingMax: CHANGES_WAITING_MAX, restMsMax: 0 });
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
        // An earlier build accepted a schema that this one does not: its owner gets the error at its next registration.
        logger.error({ err: error, type: record.type }, 'events of a type are not checked');
      }
    }
  }

  /**
   * Undefined while events may be checked and appended, in one turn of the event loop. Otherwise wait and ask again: for
   * some milliseconds a schema is being put in force, during which nothing may be appended.
   */
  get closed(): Promise<void> | undefined {
    return this.#closed;
  }

  /**
   * The events that do not fit the schema of their type, by index.
   * @throws DomainError `event.check_too_long`
   */
  misfits(events: readonly PublishedEvent[]): EventMisfit[] {
    if (this.#types.size === 0) return [];
    const budget = new StepBudget(STEPS_MAX);
    return events.flatMap(({ value }, index) => {
      const { type } = value;
      const misfit = this.#types.get(type)?.misfitOf(value, budget);
      return misfit === undefined ? [] : [{ index, type, misfit }];
    });
  }

  /**
   * Registers a type, or changes its settings; resolves with whether it is new. Settings that are in force already change
   * nothing and do not wait. `except` are positions of events that are known not to fit; exempt history is not read.
   * @throws DomainError `type.bad_schema`, `type.too_many`
   * @throws DomainError `type.refuses_history`, `type.history_too_costly`  `position` is the first event of the log that does
   *   not fit, or that takes too long to check
   * @throws DomainError `type.superseded`  another registration of the type came while this one waited, or history that it
   *   skipped is no longer exempt; `type.too_many_changes`: it may be sent again
   * @throws DomainError `request.aborted`  the client is gone, and nothing was changed
   */
  async put(
    type: string,
    settings: EventTypeSettings,
    { except, ...changer }: Changer & { except: readonly number[] },
  ): Promise<boolean> {
    if (this.#isInForce(type, settings)) return false;
    return this.#registrations.take({ ...changer, subject: type }, async () => {
      if (this.#isInForce(type, settings)) return false;
      this.#requirePlace(type);
      const compiled = new CompiledType({ type, ...settings, registeredAt: new Date().toISOString() });
      const { signal } = changer;
      const exemptThrough = () => this.#exemptThrough(type);
      const scan = new HistoryScan({ log: this.#log, compiled, exemptThrough, except, signal });
      await scan.run();
      return this.#changes.take({ address: BEING_REGISTERED, signal }, () =>
        this.#putInForce(compiled, scan),
      );
    });
  }

  /**
   * Exempts the events of a type up to and including position `through` from schemas that are registered later or are being
   * registered now; 0 exempts none. Possible before the type is registered; outlives its removal. Does not wait for
   * registrations.
   * @throws DomainError `type.exempt_beyond_head`, `type.too_many`, `type.too_many_changes`, `request.aborted`
   */
  exempt(type: string, through: number, changer: Changer): Promise<void> {
    return this.#changes.take(changer, async () => {
      const { head } = this.#log;
      if (through > head) {
        const message = `Expected a position up to the head, which is ${head}, got ${through}.`;
        throw problems.error('type.exempt_beyond_head', message);
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

  /** @throws DomainError `type.not_found`  the type is not registered, and none of its events are exempt */
  view(type: string): EventTypeRecord {
    const exemptThrough = this.#exemptThrough(type);
    const known = this.#types.get(type);
    if (known === undefined && exemptThrough === 0) throw notFound(type);
    return { ...(known?.record ?? unregistered(type)), exemptThrough };
  }

  /**
   * Removes a type: its events are stored unchecked from then on; exempt events stay exempt. Does not wait for registrations: one
   * of this type that is under way takes effect afterwards.
   * @throws DomainError `type.not_found`, `type.too_many_changes`, `request.aborted`
   */
  remove(type: string, changer: Changer): Promise<void> {
    return this.#changes.take(changer, async () => {
      if (!this.#types.has(type)) throw notFound(type);
      const exemptThrough = this.#exemptThrough(type);
      if (exemptThrough > 0) await this.#store.save({ ...unregistered(type), exemptThrough });
      else await this.#store.remove(type);
      this.#types.delete(type);
    });
  }

  /** Resolves with whether it is new. */
  #putInForce(compiled: CompiledType, scan: HistoryScan): Promise<boolean> {
    const { type } = compiled.record;
    return this.#whileClosed(async () => {
      await scan.run();
      // Exemptions may have used up the places meanwhile.
      this.#requirePlace(type);
      const isNew = !this.#types.has(type);
      await this.#store.save({ ...compiled.record, exemptThrough: this.#exemptThrough(type) });
      this.#types.set(type, compiled);
      return isNew;
    });
  }

  #isInForce(type: string, settings: EventTypeSettings): boolean {
    const known = this.#types.get(type);
    return known !== undefined && isSame(known.record, settings);
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
    throw problems.error('type.too_many', `Expected at most ${this.#typesMax} types.`);
  }

  /** Does work while no event is checked, after all events that were checked before are in the log. */
  async #whileClosed<Result>(work: () => Promise<Result>): Promise<Result> {
    let open = () => {};
    this.#closed = new Promise((resolve) => {
      open = resolve;
    });
    try {
      // An empty batch is done once all batches before it are.
      await this.#log.append([]);
      return await work();
    } finally {
      this.#closed = undefined;
      open();
    }
  }
}

function unregistered(type: string) {
  return { type, schema: null, dataschema: null, meaning: null, registeredAt: null };
}

function notFound(type: string): DomainError {
  return problems.error('type.not_found', `No type ${type} is registered.`);
}

function isSame({ schema, dataschema, meaning }: EventType, settings: EventTypeSettings): boolean {
  return isDeepStrictEqual({ schema, dataschema, meaning }, settings);
}
