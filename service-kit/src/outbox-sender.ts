import type { BusClient } from './bus-client';
import { BusRefused, BusUnavailable } from './bus-error';
import type { Acknowledgement } from './bus-protocol';
import type { CloudEvent } from './cloud-event';
import { problems } from './problems';
import { NOT_PUBLISHED, type PublicationWaits } from './publication-waits';
import type { SampledLog } from './sampled-log';
import type { SequenceOf, SetAsideEvent } from './set-aside-event';
import type { SetAsideQueue } from './set-aside-queue';
import type { Store, Table } from './store';

/** An event's JSON text by its sequence number. */
export interface Entry {
  readonly key: number;
  readonly value: string;
}

/** Sends an outbox's events to the bus, removes those that it acknowledges, and sets aside those that it refuses. */
export class OutboxSender {
  readonly #options: ConstructorParameters<typeof OutboxSender>[0];

  /** `signal`: aborted when the outbox stops. */
  constructor(options: {
    store: Store;
    entries: Table<string, number>;
    setAside: SetAsideQueue;
    sequenceOf: SequenceOf;
    bus: Pick<BusClient, 'publish'>;
    waits: PublicationWaits;
    told: SampledLog;
    signal: AbortSignal;
  }) {
    this.#options = options;
  }

  /**
   * Sends a batch, except for events that have to wait behind one that is set aside: they are set aside too, and so is what the
   * bus refuses.
   * @throws DomainError `set_aside.full`; BusUnavailable, or BusRefused for a reason that is not in the events
   */
  async send(batch: readonly Entry[]): Promise<void> {
    const { setAside } = this.#options;
    const held =
      setAside.count === 0 ? [] : batch.filter((entry) => setAside.holds(this.#sequence(entry), entry.key));
    if (held.length === 0) return this.#publish(batch);
    await this.#setAsideAll(held);
    const others = batch.filter((entry) => !held.includes(entry));
    if (others.length > 0) await this.#publish(others);
  }

  async #publish(batch: readonly Entry[]): Promise<void> {
    const { bus, signal } = this.#options;
    let acknowledged: readonly Acknowledgement[];
    try {
      acknowledged = await bus.publish(
        batch.map(({ value }) => value),
        signal,
      );
    } catch (error) {
      if (!isAboutEvents(error)) throw error;
      const isNamed = error.indexes.length > 0;
      // The bus does not say which event: send each by itself.
      if (!isNamed && batch.length > 1) for (const entry of batch) await this.send([entry]);
      else await this.#sendAround(batch, error);
      return;
    }
    await this.#remove(batch, acknowledged);
  }

  /**
   * A batch is all or nothing: the others must not wait with the refused event. A reaction that the log has
   * with other content was made before, perhaps by an earlier build: the first one stands, and this one counts as published.
   */
  async #sendAround(batch: readonly Entry[], error: BusRefused): Promise<void> {
    const refused = new Set(error.indexes.length === 0 ? [0] : error.indexes);
    if (!batch.some((_entry, index) => refused.has(index))) throw error;
    const isTold = (index: number) => error.code === 'event.conflict' && isReaction(batch[index]);
    const told = batch.filter((_entry, index) => refused.has(index) && isTold(index));
    if (told.length > 0) await this.#remove(told);
    const bad = batch.filter((_entry, index) => refused.has(index) && !isTold(index));
    if (bad.length > 0) await this.#setAsideAll(bad, error);
    const others = batch.filter((_entry, index) => !refused.has(index));
    if (others.length > 0) await this.send(others);
  }

  /** With `error`, the entries were refused; without, they wait behind another. @throws DomainError `set_aside.full` */
  async #setAsideAll(entries: readonly Entry[], error?: BusRefused): Promise<void> {
    const { store, entries: table, setAside, waits, told } = this.#options;
    const moved = await store.transaction(() =>
      entries.filter((entry) => {
        const sequence = this.#sequence(entry);
        const isBehind = setAside.holds(sequence, entry.key);
        // The event that it had to wait behind may be gone by now.
        if (error === undefined && !isBehind) return false;
        if (setAside.isFull) return false;
        const { key, value: text } = entry;
        const { type, source, id } = JSON.parse(text) as CloudEvent;
        const reason = isBehind ? undefined : error?.message;
        setAside.add({ key, type, source, id }, { sequence, reason, text });
        void table.remove(key);
        return true;
      }),
    );
    waits.settle(moved, () => NOT_PUBLISHED);
    if (moved.length > 0) {
      setAside.changed();
      setAside.tell(told);
    }
    if (!setAside.isFull || moved.length === entries.length) return;
    const message = `${setAside.eventsMax} events of the outbox are set aside, as many as may be (SET_ASIDE_MAX).`;
    throw problems.error('set_aside.full', `${message} ${error?.message ?? ''}`.trim());
  }

  /** Sends an event that is set aside again. @throws BusUnavailable  it cannot be sent now */
  async retry(event: SetAsideEvent, signal: AbortSignal): Promise<void> {
    const { bus, entries, setAside } = this.#options;
    const [first] = entries.getKeys({ limit: 1 });
    // One of them may be of its own sequence.
    if (first !== undefined && first < event.key)
      throw new BusUnavailable('Earlier events are on their way.');
    const value = setAside.text(event.key) as string;
    const entry = { key: event.key, value };
    let failure: BusRefused | undefined;
    try {
      await bus.publish([value], signal);
    } catch (error) {
      if (!isAboutEvents(error)) throw error;
      if (!(error.code === 'event.conflict' && isReaction(entry))) failure = error;
    }
    await setAside.settle(event.key, () => failure?.message);
  }

  /** Removes events that the bus has. One that counts as published because of another event has no acknowledgement. */
  async #remove(entries: readonly Entry[], acknowledged: readonly Acknowledgement[] = []): Promise<void> {
    const { store, entries: table, waits } = this.#options;
    await store.transaction(() => {
      for (const { key } of entries) void table.remove(key);
    });
    waits.settle(entries, (index) => ({ isPublished: true, position: acknowledged[index]?.position }));
  }

  #sequence({ value }: Entry): string | undefined {
    return this.#options.sequenceOf(JSON.parse(value) as CloudEvent);
  }
}

/**
 * Whether the bus refuses because of the events themselves. Any other refusal, such as that of a server that is not a bus, says
 * nothing about them.
 */
function isAboutEvents(error: unknown): error is BusRefused {
  return error instanceof BusRefused && error.code.startsWith('event.');
}

function isReaction(entry: Entry | undefined): boolean {
  return entry !== undefined && (JSON.parse(entry.value) as CloudEvent).causationid !== undefined;
}
