import assert from 'node:assert/strict';
import { createLogger, Follower, type SetAsideEvent, type StoredEvent } from '@blog/service-kit';
import { FaultyBus } from '../../../service-kit/test/faulty-bus';
import { StoreFolder } from '../../../service-kit/test/store-folder';
import { AT_ONCE } from './patience';

/** Data of an event that cannot be applied until it is fixed. */
export const BAD = 'bad';

/** An event that others publish: a number, or bad data; of a sequence, or independent. */
export interface Written {
  readonly data: number | typeof BAD;
  readonly sequence?: string | undefined;
}

/** The log of a bus that replaced the followed one. */
export type OtherLog = 'another id' | 'an older one' | 'an older one that diverged';

/** A service's state after the events of a log: their count, and an order-dependent fold. */
interface State {
  readonly count: number;
  readonly fold: number;
}

const logger = createLogger({ name: 'model', level: 'silent' });
const EMPTY: State = { count: 0, fold: 7 };

const applyTo = ({ count, fold }: State, event: StoredEvent): State => ({
  count: count + 1,
  fold: (Math.imul(fold, 31) + (event.data === BAD ? 99 : Number(event.data)) + event.position) | 0,
});

/** The real follower on a real store, with the state that it builds; only the bus is in memory. */
export class FollowerSubject {
  readonly bus = new FaultyBus();
  readonly #folder = new StoreFolder();
  #build = 1;
  #fixedThrough = 0;
  #published = 0;
  #isAway = false;
  #isSilent = false;
  follower!: Follower;

  constructor() {
    this.#open();
    this.follower.start();
  }

  /** Publishes as others, even while the bus cannot be reached from here. */
  publish(all: readonly Written[]): void {
    const { events } = this.bus;
    const storedtime = '2026-01-01T00:00:00.000Z';
    for (const { data, sequence } of all) {
      this.#published += 1;
      const id = `event-${this.#published}`;
      const event = { specversion: '1.0', id, source: '/model', type: 'Counted', data } as const;
      const position = events.length + 1;
      events.push({ ...event, ...(sequence !== undefined && { subject: sequence }), position, storedtime });
    }
    // Wakes the streams.
    this.bus.paused = this.#isSilent;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  /** Whether the bus delivers its events. */
  get isThere(): boolean {
    return !this.#isAway && !this.#isSilent;
  }

  /** `is cut off`: every stream breaks, and the bus is back immediately, if it was there. */
  turnBus(how: 'is there' | 'is away' | 'is silent' | 'is cut off'): void {
    if (how !== 'is cut off') {
      this.#isAway = how === 'is away';
      this.#isSilent = how === 'is silent';
    }
    this.bus.paused = this.#isSilent;
    this.bus.down = true;
    this.bus.down = this.#isAway;
  }

  /** Makes the bus deliver everything twice from now on, or leave out an event once. */
  tamper(how: 'twice' | 'with a gap'): void {
    const whole = this.bus.tamper;
    this.bus.tamper = (block) => {
      if (how === 'twice') return [...block, ...block];
      if (block.length < 3) return block;
      this.bus.tamper = whole;
      return block.filter((_event, index) => index !== 1);
    };
  }

  /** Replaces the followed log by another. `back`: how far before the checkpoint they diverge. */
  exchangeLog(other: OtherLog, back: number): void {
    const { bus } = this;
    const { checkpoint } = this.follower;
    if (other === 'another id') bus.otherLog = 'another';
    else {
      const own = bus.events.splice(Math.max(0, checkpoint - back));
      if (other === 'an older one') return;
      bus.events.push(...own.map((event) => ({ ...event, id: `other-${event.id}` })));
    }
  }

  restoreLog(log: readonly StoredEvent[]): void {
    this.bus.otherLog = undefined;
    this.bus.events.splice(0, this.bus.events.length, ...log);
  }

  /** Makes all current bad events applicable from now on; nobody has requested a retry yet. */
  fix(): void {
    this.#fixedThrough = this.bus.events.length;
  }

  /** Requests a retry of all set-aside events, or of one sequence. */
  async retry(what: 'all' | 'one'): Promise<void> {
    const sequence = this.setAside.find((event) => event.sequence !== null)?.sequence;
    if (what === 'all') await this.follower.setAside.retry('all');
    else if (sequence) await this.follower.setAside.retry({ sequence });
  }

  /** Discards the first set-aside event. */
  async discard(): Promise<void> {
    const [first] = this.setAside;
    if (first !== undefined) await this.follower.setAside.discard({ key: first.key }, 'the model');
  }

  get setAside(): SetAsideEvent[] {
    return this.follower.setAside.list({ after: 0, limit: 10_000 });
  }

  /** `whileClosed` may change the bus. */
  async reopen(whileClosed: () => void, options: { isAnotherBuild?: boolean } = {}): Promise<void> {
    await this.follower.stop();
    assert.equal(this.bus.streams, 0, 'streams that stayed open');
    const { checkpoint } = this.follower;
    whileClosed();
    await this.#folder.reopen();
    this.#build += Number(options.isAnotherBuild ?? false);
    this.#open();
    assert.equal(this.follower.checkpoint, checkpoint, 'the checkpoint after a restart');
    this.follower.start();
  }

  async close(): Promise<void> {
    await this.follower.stop();
    await this.#folder.remove();
  }

  /**
   * Checks what must hold at any moment: every event up to the stored checkpoint was applied once, is set aside, or was
   * discarded; a sequence was applied in order, with nothing after an event that is set aside; the state is that of the applied
   * events.
   */
  compare(log: readonly StoredEvent[] = this.bus.events): void {
    const { store } = this.#folder;
    const checkpoint = store.table<{ position: number; eventId: string }>('checkpoint').get('log');
    const { position = 0, eventId = '' } = checkpoint ?? {};
    const passed = log.slice(0, position);
    const seen = [...store.table<number, number>('seen').getRange()].map(({ value }) => value);
    const { setAside } = this;
    const keys = setAside.map(({ key }) => key);
    const discarded = this.follower.setAside.discarded({ after: 0, limit: 10_000 }).map(({ key }) => key);
    assert.deepEqual(
      [...seen, ...keys, ...discarded].sort((a, b) => a - b),
      passed.map((event) => event.position),
      'what was applied, is set aside, or was discarded',
    );
    const applied = seen.map((at) => log[at - 1] as StoredEvent);
    for (const [index, event] of applied.entries()) {
      const { subject } = event;
      if (subject === undefined) continue;
      const before = applied.slice(0, index).filter((one) => one.subject === subject);
      assert(
        before.every((one) => one.position < event.position),
        `${subject} was applied out of order`,
      );
      const overtaken = setAside.find(({ key, sequence }) => sequence === subject && key < event.position);
      assert.equal(overtaken, undefined, `${event.position} was applied before what is set aside`);
    }
    for (const { key, attempts, sequence } of setAside) {
      const isFirst = setAside.find((one) => one.sequence === sequence)?.key === key || sequence === null;
      const { data } = log[key - 1] as StoredEvent;
      assert(data === BAD || attempts === 0, `${key} was tried and is good`);
      assert(
        data === BAD || !isFirst || discarded.length > 0 || this.#isRetrying,
        `${key} waits behind nothing`,
      );
    }
    const state = store.table<State>('state').get('all') ?? EMPTY;
    assert.deepEqual(state, applied.reduce(applyTo, EMPTY), 'the state');
    assert.equal(passed.length, position, 'the checkpoint within the log');
    assert.equal(eventId, passed.at(-1)?.id ?? '', 'the event at the checkpoint');
    assert(
      this.follower.checkpoint <= position,
      `it says ${this.follower.checkpoint}, stored is ${position}`,
    );
  }

  /** During a retry the first event of a sequence may be good, and about to be applied. */
  get #isRetrying(): boolean {
    return this.setAside.some(({ queued }) => queued);
  }

  #open(): void {
    const { store } = this.#folder;
    const state = store.table<State>('state');
    const seen = store.table<number, number>('seen');
    this.follower = new Follower({
      name: 'model',
      instance: 'one',
      store,
      bus: this.bus,
      logger,
      backoff: AT_ONCE,
      build: String(this.#build),
      sequenceOf: ({ subject }) => subject,
      apply: (event) => {
        const now = state.get('all') ?? EMPTY;
        void seen.put(now.count + 1, event.position);
        void state.put('all', applyTo(now, event));
        // Throws only now, after writing something that must be rolled back.
        if (event.data === BAD && event.position > this.#fixedThrough)
          throw new Error('It cannot be applied.');
      },
    });
  }
}
