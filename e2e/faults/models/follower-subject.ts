import assert from 'node:assert/strict';
import { createLogger, Follower, type SetAsideEvent, type StoredEvent } from '@blog/service-kit';
import { FaultyBus } from '../../../service-kit/test/faulty-bus';
import { StoreFolder } from '../../../service-kit/test/store-folder';
import { AT_ONCE } from './patience';

/** An event with this data cannot be applied, until it is mended. */
export const BAD = 'bad';

/** What others publish: a number, or what cannot be applied; of a sequence, or standing alone. */
export interface Written {
  readonly data: number | typeof BAD;
  readonly sequence?: string | undefined;
}

/** Which log a bus that is not the one that was followed has. */
export type OtherLog = 'another id' | 'an older one' | 'an older one that went on otherwise';

/** What a service knows after the events of a log: their count, and a fold in which their order matters. */
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

/** The real follower on a real store, beside the state that it makes; only the bus is in memory. */
export class FollowerSubject {
  readonly bus = new FaultyBus();
  readonly #folder = new StoreFolder();
  #build = 1;
  #mendedThrough = 0;
  #published = 0;
  #isAway = false;
  #isSilent = false;
  follower!: Follower;

  constructor() {
    this.#open();
    this.follower.start();
  }

  /** Others publish, also while the bus cannot be reached from here. */
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

  /** Whether the bus brings what it has. */
  get isThere(): boolean {
    return !this.#isAway && !this.#isSilent;
  }

  /** `is cut off`: every stream breaks, and the bus is there again at once, if it was. */
  turnBus(how: 'is there' | 'is away' | 'is silent' | 'is cut off'): void {
    if (how !== 'is cut off') {
      this.#isAway = how === 'is away';
      this.#isSilent = how === 'is silent';
    }
    this.bus.paused = this.#isSilent;
    this.bus.down = true;
    this.bus.down = this.#isAway;
  }

  /** What the bus brings from now on in every block, or in the next one that is long enough. */
  tamper(how: 'twice' | 'with a gap'): void {
    const whole = this.bus.tamper;
    this.bus.tamper = (block) => {
      if (how === 'twice') return [...block, ...block];
      if (block.length < 3) return block;
      this.bus.tamper = whole;
      return block.filter((_event, index) => index !== 1);
    };
  }

  /** Puts another log in the place of that which was followed. `back`: how far before the checkpoint it parts. */
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

  /** What cannot be applied now can be from now on; nobody has asked for a retry yet. */
  mend(): void {
    this.#mendedThrough = this.bus.events.length;
  }

  /** Asks for a retry of all, or of one sequence that is set aside. */
  async retry(what: 'all' | 'one'): Promise<void> {
    const sequence = this.setAside.find((event) => event.sequence !== null)?.sequence;
    if (what === 'all') await this.follower.setAside.retry('all');
    else if (sequence) await this.follower.setAside.retry({ sequence });
  }

  /** Gives up the first event that is set aside. */
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
   * At any moment: every event up to the stored checkpoint was applied once, is set aside, or was discarded; a sequence was
   * applied in order, and nothing of it that comes after an event that is set aside; the state is that of what was applied.
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

  /** Then the first of a sequence may be good, and about to be applied. */
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
        // Only now, so that something was written that must not stay.
        if (event.data === BAD && event.position > this.#mendedThrough)
          throw new Error('It cannot be applied.');
      },
    });
  }
}
