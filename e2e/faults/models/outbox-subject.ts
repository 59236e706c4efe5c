import assert from 'node:assert/strict';
import { BusRefused, BusUnavailable, type CloudEvent, createLogger, Outbox } from '@blog/service-kit';
import { FaultyBus } from '../../../service-kit/test/faulty-bus';
import { StoreFolder } from '../../../service-kit/test/store-folder';
import type { OutboxModel, Tx } from './outbox-book';
import { AT_ONCE } from './patience';

/** How the bus behaves. `loses answers`: it stores what it is sent, and the sender never hears of it. */
export type BusMode = 'takes' | 'is away' | 'hangs' | 'loses answers' | 'refuses all';

const logger = createLogger({ name: 'model', level: 'silent' });

/** The real outbox on a real store, beside some state; only the bus is in memory, and does as it is told. */
export class OutboxSubject {
  readonly #folder = new StoreFolder();
  readonly #model: OutboxModel;
  readonly #bus = new FaultyBus();
  /** Breaks of a promise that were seen at the bus. */
  readonly #faults: string[] = [];
  #mode: BusMode = 'takes';
  #wake = () => {};
  #isHanging = false;
  outbox!: Outbox;

  constructor(model: OutboxModel) {
    this.#model = model;
    this.#bus.beforeStoring = (events, signal) => this.#beforeStoring(events, signal as AbortSignal);
    this.#bus.afterStoring = () => {
      if (this.#mode === 'loses answers') throw new BusUnavailable('The answer was lost.');
    };
    this.#open();
    this.outbox.start();
  }

  get mode(): BusMode {
    return this.#mode;
  }

  set mode(mode: BusMode) {
    this.#mode = mode;
    this.#wake();
  }

  /** `whileClosed`: what is done before the relay starts. */
  async reopen(whileClosed: () => Promise<void>): Promise<void> {
    await this.outbox.stop();
    await this.#folder.reopen();
    this.#open();
    await whileClosed();
    this.outbox.start();
  }

  async close(): Promise<void> {
    await this.outbox.stop();
    await this.#folder.remove();
  }

  /** State and events in one transaction; resolves with the events' sequence numbers, or null if it threw. */
  async accept({ events, isThrown }: Tx): Promise<number[] | null> {
    const { store } = this.#folder;
    const thrown = new Error('changed its mind');
    try {
      return await store.transaction(() => {
        const state = store.table<string>('state');
        const sequences = events.map(({ event }) => {
          void state.put(event.id, 'accepted');
          return this.outbox.add(event);
        });
        if (isThrown) throw thrown;
        this.#model.accepted.push(...events);
        return sequences;
      });
    } catch (error) {
      if (error !== thrown) throw error;
      return null;
    }
  }

  /** Another publisher, or an earlier build, was first. */
  async publishForeign(event: CloudEvent): Promise<void> {
    const { beforeStoring, afterStoring } = this.#bus;
    Object.assign(this.#bus, { beforeStoring: () => {}, afterStoring: () => {} });
    const published = this.#bus.append(event);
    await published;
    Object.assign(this.#bus, { beforeStoring, afterStoring });
  }

  /** What the bus has of this outbox, in its order. */
  get published(): string[] {
    return this.#bus.events.filter(({ data }) => data !== 'foreign').map(({ id }) => id);
  }

  /** What waits, in its order. */
  get pending(): string[] {
    const entries = this.#folder.store.table<string, number>('outbox').getRange();
    return [...entries].map(({ value }) => (JSON.parse(value) as CloudEvent).id);
  }

  get isHanging(): boolean {
    return this.#isHanging;
  }

  /** What must hold at any moment while no transaction is under way. */
  compare(): void {
    const { accepted } = this.#model;
    const { published, pending } = this;
    const ids = accepted.map(({ event }) => event.id);
    const sent = accepted.filter(({ kind }) => kind !== 'told before').map(({ event }) => event.id);
    const state = [...this.#folder.store.table<string>('state').getKeys()].sort();
    assert.deepEqual(this.#faults, []);
    assert.deepEqual(state, [...ids].sort(), 'the state');
    assert.deepEqual(published, sent.slice(0, published.length), 'what the bus has');
    assert.deepEqual(
      pending,
      ids.filter((id) => pending.includes(id)),
      'the order of what waits',
    );
    const gone = sent.filter((id) => !pending.includes(id));
    assert.deepEqual(gone, published.slice(0, gone.length), 'what does not wait any more is at the bus');
    assert.equal(this.outbox.state().pending, pending.length, 'the count of what waits');
  }

  #open(): void {
    this.outbox = new Outbox({ store: this.#folder.store, bus: this.#bus, logger, backoff: AT_ONCE });
  }

  async #beforeStoring(events: readonly CloudEvent[], signal: AbortSignal): Promise<void> {
    const state = this.#folder.store.table<string>('state');
    for (const { id } of events) {
      if (!state.doesExist(id)) this.#faults.push(`${id} was published, but its state is not stored`);
    }
    await this.#hang(signal);
    if (this.#mode === 'is away') throw new BusUnavailable('The bus is away.');
    if (this.#mode === 'refuses all') throw new BusRefused(413, 'body.too_large', 'It does not say which.');
    const refused = events.flatMap(({ id }, index) => (this.#model.isRefused(id) ? [index] : []));
    if (refused.length > 0) throw new BusRefused(400, 'event.invalid', 'It is refused.', refused);
  }

  async #hang(signal: AbortSignal): Promise<void> {
    while (this.#mode === 'hangs') {
      this.#isHanging = true;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (signal.aborted) resolve();
      });
      this.#isHanging = false;
      if (signal.aborted) throw new BusUnavailable('The request was ended.');
    }
  }
}
