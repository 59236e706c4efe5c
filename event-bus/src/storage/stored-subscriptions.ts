import { type Step, StepByStep } from '@blog/service-kit';
import type { ParkedEvent, SubscriptionRecord } from '../domain/subscription';
import type { SubscriptionStore } from '../domain/subscription-store';
import { PARKED_TABLE, SUBSCRIPTIONS_TABLE } from './bus-tables';
import { SortedPositions } from './sorted-positions';
import type { KeyRange, Table, Tables } from './tables';

const LATER_FIELDS = { order: 'log', prompt: false, handshake: false } as const;

/** Parked events per turn of the event loop when all are changed: one takes some 10 to 20 µs. */
const STEP_EVENTS_MAX = 250;

/** The parked events of one subscription. */
interface Parked {
  count: number;
  readonly queued: SortedPositions;
}

/** Subscriptions by name, and their parked events by name and position. */
export class StoredSubscriptions implements SubscriptionStore {
  readonly #store: Tables;
  readonly #subscriptions: Table<SubscriptionRecord>;
  readonly #parked: Table<ParkedEvent, [string, number]>;
  /** Read once at the start, since it is needed at every look at a subscription; then updated after each commit. */
  readonly #known = new Map<string, Parked>();
  readonly #steps: StepByStep;

  constructor(store: Tables) {
    this.#store = store;
    this.#steps = new StepByStep(store);
    this.#subscriptions = store.table(SUBSCRIPTIONS_TABLE);
    this.#parked = store.table(PARKED_TABLE);
    for (const { key, value } of this.#parked.getRange()) {
      const known = this.#knownOf(key[0]);
      known.count += 1;
      if (value.queued) known.queued.add(key[1]);
    }
  }

  list(): SubscriptionRecord[] {
    // Records of earlier builds lack some fields.
    return this.entries().map(([, record]) => ({ ...LATER_FIELDS, ...record }));
  }

  entries(): [string, SubscriptionRecord][] {
    return Array.from(this.#subscriptions.getRange(), ({ key, value }) => [key, value]);
  }

  parkedEntries(): [[string, number], ParkedEvent][] {
    return Array.from(this.#parked.getRange(), ({ key, value }) => [key, value]);
  }

  save(record: SubscriptionRecord): Promise<void> {
    return this.#store.transaction(() => {
      void this.#subscriptions.put(record.name, record);
    });
  }

  async remove(name: string): Promise<void> {
    await this.removeParked(name, 'all');
    await this.#store.transaction(() => {
      void this.#subscriptions.remove(name);
    });
    this.#known.delete(name);
  }

  async park(record: SubscriptionRecord, event: ParkedEvent): Promise<void> {
    const isNew = await this.#store.transaction(() => {
      const key: [string, number] = [record.name, event.position];
      const isThere = this.#parked.doesExist(key);
      void this.#parked.put(key, event);
      void this.#subscriptions.put(record.name, record);
      return !isThere;
    });
    if (isNew) this.#knownOf(record.name).count += 1;
    this.#note(record.name, event);
  }

  parked(name: string, range: { after: number; limit: number }): ParkedEvent[] {
    const { after, limit } = range;
    const entries = this.#parked.getRange({ ...bounds(name, after + 1), limit });
    return Array.from(entries, ({ value }) => value);
  }

  isParked(name: string, position: number): boolean {
    return this.#parked.doesExist([name, position]);
  }

  parkedCount(name: string): number {
    return this.#known.get(name)?.count ?? 0;
  }

  firstQueued(name: string): ParkedEvent | undefined {
    const queued = this.#known.get(name)?.queued;
    for (let position = queued?.lowest; position !== undefined; position = queued?.lowest) {
      const event = this.#parked.get([name, position]);
      if (event?.queued) return event;
      // It was discarded while it was being queued.
      queued?.delete(position);
    }
    return undefined;
  }

  async updateParked(name: string, event: ParkedEvent): Promise<void> {
    const isThere = await this.#store.transaction(() => {
      const key: [string, number] = [name, event.position];
      // If it was discarded meanwhile, it must not come back.
      const found = this.#parked.doesExist(key);
      if (found) void this.#parked.put(key, event);
      return found;
    });
    if (isThere) this.#note(name, event);
  }

  queueParked(name: string, position: number | 'all'): Promise<number> {
    const queue = (positions: readonly number[]) => this.#queue(name, positions);
    return position === 'all' ? this.#steps.share(name, () => this.#ofAll(name, queue)) : queue([position]);
  }

  removeParked(name: string, position: number | 'all'): Promise<number> {
    const remove = (positions: readonly number[]) => this.#remove(name, positions);
    return position === 'all' ? this.#steps.run(() => this.#ofAll(name, remove)) : remove([position]);
  }

  /** The step that changes all events parked now; those parked meanwhile are not changed. */
  #ofAll(name: string, change: (positions: readonly number[]) => Promise<number>): Step {
    const { start, end } = bounds(name);
    const [last = 0] = this.#positions({ start: end, end: start, reverse: true, limit: 1 });
    let after = 0;
    return async () => {
      const range = { ...bounds(name, after + 1), limit: STEP_EVENTS_MAX };
      const positions = this.#positions(range).filter((position) => position <= last);
      after = positions.at(-1) ?? last;
      return positions.length === 0 ? null : change(positions);
    };
  }

  /** Queues events unless they are queued already. Resolves with the number of events that exist. */
  async #queue(name: string, positions: readonly number[]): Promise<number> {
    const events = await this.#store.transaction(() => {
      const found = positions.map((position) => this.#parked.get([name, position]));
      return found
        .filter((event) => event !== undefined)
        .map((event) => {
          const queued = { ...event, queued: true };
          if (!event.queued) void this.#parked.put([name, event.position], queued);
          return queued;
        });
    });
    for (const event of events) this.#note(name, event);
    return events.length;
  }

  async #remove(name: string, positions: readonly number[]): Promise<number> {
    const removed = await this.#store.transaction(() =>
      positions.filter((position) => {
        const key: [string, number] = [name, position];
        const isThere = this.#parked.doesExist(key);
        if (isThere) void this.#parked.remove(key);
        return isThere;
      }),
    );
    const known = this.#knownOf(name);
    known.count -= removed.length;
    for (const position of removed) known.queued.delete(position);
    return removed.length;
  }

  #positions(range: KeyRange<[string, number]>): number[] {
    return Array.from(this.#parked.getKeys(range), ([, position]) => position);
  }

  /** Updates `#known`; after a commit. */
  #note(name: string, { position, queued }: ParkedEvent): void {
    const known = this.#knownOf(name);
    if (queued) known.queued.add(position);
    else known.queued.delete(position);
  }

  #knownOf(name: string): Parked {
    const known = this.#known.get(name) ?? { count: 0, queued: new SortedPositions() };
    this.#known.set(name, known);
    return known;
  }
}

function bounds(name: string, from = 0): { start: [string, number]; end: [string, number] } {
  return { start: [name, from], end: [name, Number.MAX_SAFE_INTEGER] };
}
