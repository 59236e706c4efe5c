import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EventBatch } from '../src/event-batch';
import { type BusClient, BusRefused, BusUnavailable, type CloudEvent, type StoredEvent } from '../src/index';
import type { LogItem } from '../src/log-item';

type BusPort = Pick<
  BusClient,
  'publish' | 'publishBatch' | 'logState' | 'follow' | 'readEvent' | 'report' | 'forget' | 'subscribe'
>;

const BLOCK_EVENTS_MAX = 100;

export interface FollowOptions {
  readonly after: number;
  readonly types?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** The bus as its clients see it, without a network and a disk: keeps the order, knows duplicates, and can be away. */
export class MemoryBus implements BusPort {
  readonly events: StoredEvent[] = [];
  readonly subscriptions = new Map<string, Readonly<Record<string, unknown>>>();
  /** The instances of followers that left. */
  readonly forgotten: string[] = [];
  readonly #log = randomUUID();
  /** A restored backup begins another. */
  epoch = 'epoch-1';
  readonly #sleepers = new Set<() => void>();
  #down = false;
  #outages = 0;
  #paused = false;

  /** While true nothing reaches the bus, and streams are broken. */
  set down(down: boolean) {
    this.#down = down;
    this.#outages += Number(down);
    this.#wake();
  }

  /** While true streams stay open but bring nothing new. */
  set paused(paused: boolean) {
    this.#paused = paused;
    this.#wake();
  }

  ofType(type: string): StoredEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  /** Appends an event as a foreign publisher would. */
  async append(event: Partial<CloudEvent> & { type: string }): Promise<StoredEvent> {
    const time = new Date().toISOString();
    const base = { specversion: '1.0', id: randomUUID(), source: '/elsewhere', time };
    const [stored] = await this.publish([JSON.stringify({ ...base, ...event })]);
    return this.events[(stored?.position ?? 0) - 1] as StoredEvent;
  }

  async publishBatch(batch: EventBatch, signal?: AbortSignal) {
    const events = JSON.parse(batch.toJson().toString()) as CloudEvent[];
    return this.publish(
      events.map((event) => JSON.stringify(event)),
      signal,
    );
  }

  async publish(events: readonly string[], _signal?: AbortSignal) {
    this.#refuseIfDown();
    const given = events.map((text) => JSON.parse(text) as CloudEvent);
    const known = given.map((event) => this.#find(event));
    const conflicts = given.flatMap((event, index) => {
      const { position, storedtime, ...stored } = known[index] ?? ({} as StoredEvent);
      return known[index] !== undefined && !isDeepStrictEqual(stored, event) ? [index] : [];
    });
    if (conflicts.length > 0) throw new BusRefused(409, 'event.conflict', 'other content', conflicts);
    const acknowledged = given.map((event) => {
      const stored = this.#find(event) ?? this.#store(event);
      return { status: 'OK', id: stored.id, position: stored.position };
    });
    this.#wake();
    return acknowledged;
  }

  async logState() {
    this.#refuseIfDown();
    return { log: this.#log, epoch: this.epoch, head: this.events.length };
  }

  async follow({ after, types, signal }: FollowOptions) {
    this.#refuseIfDown();
    return { ...(await this.logState()), blocks: this.#blocks({ after, types, signal }) };
  }

  async readEvent(position: number): Promise<StoredEvent> {
    this.#refuseIfDown();
    const event = this.events[position - 1];
    if (event === undefined) throw new BusRefused(404, 'event.not_found', `No event ${position}.`);
    return event;
  }

  async report(): Promise<void> {
    this.#refuseIfDown();
  }

  async forget(_name: string, instance: string): Promise<void> {
    this.#refuseIfDown();
    this.forgotten.push(instance);
  }

  async subscribe(name: string, subscription: Readonly<Record<string, unknown>>): Promise<void> {
    this.#refuseIfDown();
    this.subscriptions.set(name, subscription);
  }

  async *#blocks({ after, types, signal }: FollowOptions): AsyncGenerator<LogItem[]> {
    const outages = this.#outages;
    signal.addEventListener('abort', () => this.#wake());
    let isBegun = after === 0;
    for (let position = after; ; ) {
      if (signal.aborted || outages !== this.#outages) throw new BusUnavailable('The stream broke.');
      const events = this.#paused ? [] : this.events.slice(position, position + BLOCK_EVENTS_MAX);
      const block: LogItem[] = [];
      if (!isBegun && !this.#paused) {
        block.push(this.#checkpoint(position));
        isBegun = true;
      }
      position += events.length;
      block.push(...events.filter(({ type }) => types?.includes(type) ?? true));
      const last = events.at(-1);
      if (last !== undefined && block.at(-1) !== last) block.push(this.#checkpoint(position));
      if (block.length > 0) yield block;
      else await new Promise<void>((resolve) => this.#sleepers.add(resolve));
    }
  }

  #checkpoint(position: number): LogItem {
    return { checkpoint: position, id: (this.events[position - 1] as StoredEvent).id };
  }

  #find({ source, id }: CloudEvent): StoredEvent | undefined {
    return this.events.find((event) => event.source === source && event.id === id);
  }

  #store(event: CloudEvent): StoredEvent {
    const stored = { ...event, position: this.events.length + 1, storedtime: new Date().toISOString() };
    this.events.push(stored);
    return stored;
  }

  #refuseIfDown(): void {
    if (this.#down) throw new BusUnavailable('The bus is down.');
  }

  #wake(): void {
    for (const wake of this.#sleepers) wake();
    this.#sleepers.clear();
  }
}
