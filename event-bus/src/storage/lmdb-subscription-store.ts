import type { Store, Table } from '@blog/service-kit';
import type { ParkedEvent, SubscriptionRecord } from '../domain/subscription';
import type { SubscriptionStore } from '../domain/subscription-store';

const LATER_FIELDS = { order: 'log', prompt: false } as const;

/** Subscriptions by name, and their parked events by name and position, in LMDB. */
export class LmdbSubscriptionStore implements SubscriptionStore {
  readonly #store: Store;
  readonly #subscriptions: Table<SubscriptionRecord>;
  readonly #parked: Table<ParkedEvent, [string, number]>;
  /** Counted once at the start, since it is asked for with every look at a subscription. */
  readonly #counts = new Map<string, { parked: number; queued: number }>();

  constructor(store: Store) {
    this.#store = store;
    this.#subscriptions = store.table('subscriptions');
    this.#parked = store.table('parked');
    for (const { key, value } of this.#parked.getRange()) {
      this.#count(key[0], { parked: 1, queued: value.queued ? 1 : 0 });
    }
  }

  list(): SubscriptionRecord[] {
    // Those that an earlier build stored have no order.
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
    this.#counts.delete(name);
  }

  async park(record: SubscriptionRecord, event: ParkedEvent): Promise<void> {
    const change = await this.#store.transaction(() => {
      const key: [string, number] = [record.name, event.position];
      const known = this.#parked.get(key);
      void this.#parked.put(key, event);
      void this.#subscriptions.put(record.name, record);
      return {
        parked: known === undefined ? 1 : 0,
        queued: Number(event.queued) - Number(known?.queued ?? false),
      };
    });
    this.#count(record.name, change);
  }

  parked(name: string, range: { after: number; limit: number }): ParkedEvent[] {
    const { after, limit } = range;
    return [...this.#parked.getRange({ ...bounds(name, after + 1), limit }).map(({ value }) => value)];
  }

  isParked(name: string, position: number): boolean {
    return this.#parked.doesExist([name, position]);
  }

  parkedCount(name: string): number {
    return this.#counts.get(name)?.parked ?? 0;
  }

  firstQueued(name: string): ParkedEvent | undefined {
    if ((this.#counts.get(name)?.queued ?? 0) === 0) return undefined;
    for (const { value } of this.#parked.getRange(bounds(name))) if (value.queued) return value;
    return undefined;
  }

  async updateParked(name: string, event: ParkedEvent): Promise<void> {
    const change = await this.#store.transaction(() => {
      const known = this.#parked.get([name, event.position]);
      // It was thrown away meanwhile: it must not come back.
      if (known === undefined) return 0;
      void this.#parked.put([name, event.position], event);
      return Number(event.queued) - Number(known.queued);
    });
    this.#count(name, { parked: 0, queued: change });
  }

  async queueParked(name: string, position: number | 'all'): Promise<number> {
    const { found, queued } = await this.#store.transaction(() => {
      const events = this.#chosen(name, position);
      const waiting = events.filter((event) => !event.queued);
      for (const event of waiting) void this.#parked.put([name, event.position], { ...event, queued: true });
      return { found: events.length, queued: waiting.length };
    });
    this.#count(name, { parked: 0, queued });
    return found;
  }

  async removeParked(name: string, position: number | 'all'): Promise<number> {
    const removed = await this.#store.transaction(() => {
      const events = this.#chosen(name, position);
      for (const event of events) void this.#parked.remove([name, event.position]);
      return events;
    });
    const queued = removed.filter((event) => event.queued).length;
    this.#count(name, { parked: -removed.length, queued: -queued });
    return removed.length;
  }

  #chosen(name: string, position: number | 'all'): ParkedEvent[] {
    if (position === 'all') return [...this.#parked.getRange(bounds(name)).map(({ value }) => value)];
    const event = this.#parked.get([name, position]);
    return event === undefined ? [] : [event];
  }

  #count(name: string, change: { parked: number; queued: number }): void {
    const { parked, queued } = this.#counts.get(name) ?? { parked: 0, queued: 0 };
    this.#counts.set(name, { parked: parked + change.parked, queued: queued + change.queued });
  }
}

function bounds(name: string, from = 0): { start: [string, number]; end: [string, number] } {
  return { start: [name, from], end: [name, Number.MAX_SAFE_INTEGER] };
}
