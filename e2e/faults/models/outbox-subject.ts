import assert from 'node:assert/strict';
import {
  BusRefused,
  BusUnavailable,
  type CloudEvent,
  createLogger,
  Outbox,
  type SetAsideEvent,
} from '@blog/service-kit';
import { FaultyBus } from '../../../service-kit/test/faulty-bus';
import { StoreFolder } from '../../../service-kit/test/store-folder';
import type { OutboxModel, Tx } from './outbox-book';
import { AT_ONCE } from './patience';

/** How the bus behaves. `loses answers`: it stores what it receives, but the sender gets no answer. */
export type BusMode = 'takes' | 'is away' | 'hangs' | 'loses answers' | 'refuses all';

const logger = createLogger({ name: 'model', level: 'silent' });

/** The real outbox on a real store, with some state; only the bus is in memory and controlled by the test. */
export class OutboxSubject {
  readonly #folder = new StoreFolder();
  readonly #model: OutboxModel;
  readonly #bus = new FaultyBus();
  /** Violations of a promise observed at the bus. */
  readonly #violations: string[] = [];
  #mode: BusMode = 'takes';
  #build = 1;
  /** The relay and a retry may hang at the same time. */
  readonly #hanging = new Set<() => void>();
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
    for (const wake of this.#hanging) wake();
  }

  /** `whileClosed` runs before the relay starts. */
  async reopen(whileClosed: () => Promise<void>, options: { isAnotherBuild?: boolean } = {}): Promise<void> {
    await this.outbox.stop();
    await this.#folder.reopen();
    this.#build += Number(options.isAnotherBuild ?? false);
    this.#open();
    await whileClosed();
    this.outbox.start();
  }

  async close(): Promise<void> {
    await this.outbox.stop();
    await this.#folder.remove();
  }

  /** Saves state and events in one transaction; resolves with the events' sequence numbers, or null if it threw. */
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

  /** Publishes as another publisher, or an earlier build, that was first. */
  async publishForeign(event: CloudEvent): Promise<void> {
    const { beforeStoring, afterStoring } = this.#bus;
    Object.assign(this.#bus, { beforeStoring: () => {}, afterStoring: () => {} });
    const published = this.#bus.append(event);
    await published;
    Object.assign(this.#bus, { beforeStoring, afterStoring });
  }

  /** The bus's events from this outbox, in log order. */
  get published(): string[] {
    return this.#bus.events.filter(({ data }) => data !== 'foreign').map(({ id }) => id);
  }

  /** The pending events, in order. */
  get pending(): string[] {
    const entries = this.#folder.store.table<string, number>('outbox').getRange();
    return [...entries].map(({ value }) => (JSON.parse(value) as CloudEvent).id);
  }

  get isHanging(): boolean {
    return this.#hanging.size > 0;
  }

  get setAside(): SetAsideEvent[] {
    return this.outbox.setAside.list({ after: 0, limit: 10_000 });
  }

  /** Discards the first set-aside event. */
  async discard(): Promise<void> {
    const [first] = this.setAside;
    if (first !== undefined) await this.outbox.setAside.discard({ key: first.key }, 'the model');
  }

  /** Checks that no discarded event is reported as published. */
  async compareDiscarded(): Promise<void> {
    for (const { key, id } of this.outbox.setAside.discarded({ after: 0, limit: 10_000 })) {
      const { isPublished } = await this.outbox.published(key, { timeoutMs: 1 });
      assert(!isPublished, `${id} was given up, and was said to be published`);
    }
  }

  /** Checks what must hold whenever no transaction is running. */
  compare(): void {
    const { accepted } = this.#model;
    const { published, pending, setAside } = this;
    const aside = setAside.map(({ id }) => id);
    const discarded = this.outbox.setAside.discarded({ after: 0, limit: 10_000 }).map(({ id }) => id);
    const ids = accepted.map(({ event }) => event.id);
    const state = [...this.#folder.store.table<string>('state').getKeys()].sort();
    assert.deepEqual(this.#violations, []);
    assert.deepEqual(state, [...ids].sort(), 'the state');
    assert.deepEqual(
      pending,
      ids.filter((id) => pending.includes(id)),
      'the order of what waits',
    );
    for (const one of accepted) {
      const { id } = one.event;
      const isAway = !pending.includes(id) && !aside.includes(id) && !discarded.includes(id);
      assert(!isAway || one.kind === 'told before' || published.includes(id), `${id} is lost`);
      if (!published.includes(id)) continue;
      // A lost answer leaves an event both on the bus and here, where it may then have been discarded as well.
      const at = published.indexOf(id);
      for (const { event, kind } of this.#model.before(one)) {
        const isDone = kind === 'told before' || discarded.includes(event.id);
        const isBefore = published.includes(event.id) && published.indexOf(event.id) < at;
        assert(isDone || isBefore, `${id} was published before ${event.id}`);
      }
    }
    if (!this.#model.isRetried) {
      const inOrder = ids.filter((id) => published.includes(id));
      assert.deepEqual(published, inOrder, 'the order of what was never set aside');
    }
    assert.equal(new Set(published).size, published.length, 'each is at the bus once');
    assert.equal(this.outbox.state().pending, pending.length, 'the count of what waits');
  }

  #open(): void {
    this.outbox = new Outbox({
      store: this.#folder.store,
      bus: this.#bus,
      logger,
      backoff: AT_ONCE,
      build: String(this.#build),
      sequenceOf: ({ subject }) => (subject === 'alone' ? undefined : subject),
    });
  }

  async #beforeStoring(events: readonly CloudEvent[], signal: AbortSignal): Promise<void> {
    const state = this.#folder.store.table<string>('state');
    for (const { id } of events) {
      if (!state.doesExist(id)) this.#violations.push(`${id} was published, but its state is not stored`);
    }
    await this.#hang(signal);
    if (this.#mode === 'is away') throw new BusUnavailable('The bus is away.');
    if (this.#mode === 'refuses all') throw new BusRefused(413, 'body.too_large', 'It does not say which.');
    const refused = events.flatMap(({ id }, index) => (this.#model.isRefused(id) ? [index] : []));
    if (refused.length > 0) throw new BusRefused(400, 'event.invalid', 'It is refused.', refused);
  }

  async #hang(signal: AbortSignal): Promise<void> {
    while (this.#mode === 'hangs') {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#hanging.delete(wake);
          resolve();
        };
        this.#hanging.add(wake);
        signal.addEventListener('abort', wake, { once: true });
        if (signal.aborted) wake();
      });
      if (signal.aborted) throw new BusUnavailable('The request was ended.');
    }
  }
}
