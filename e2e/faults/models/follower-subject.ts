import assert from 'node:assert/strict';
import { createLogger, Follower, type StoredEvent } from '@blog/service-kit';
import { FaultyBus } from '../../../service-kit/test/faulty-bus';
import { StoreFolder } from '../../../service-kit/test/store-folder';
import { AT_ONCE } from './patience';

/** An event with this data cannot be applied. */
export const BAD = 'bad';

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
  fold: (Math.imul(fold, 31) + Number(event.data) + event.position) | 0,
});

/** Which bad events the follower is told to leave out, and which it has left out: the model, beside the bus's log. */
export class FollowerModel {
  skip: ReadonlySet<number> = new Set();
  readonly skipped = new Set<number>();
}

/** The real follower on a real store, beside the state that it makes; only the bus is in memory. */
export class FollowerSubject {
  readonly bus = new FaultyBus();
  readonly #folder = new StoreFolder();
  readonly #model: FollowerModel;
  #published = 0;
  #isAway = false;
  #isSilent = false;
  follower!: Follower;

  constructor(model: FollowerModel) {
    this.#model = model;
    this.#open();
    this.follower.start();
  }

  /** Others publish, also while the bus cannot be reached from here. */
  publish(data: readonly (number | typeof BAD)[]): void {
    const { events } = this.bus;
    const storedtime = '2026-01-01T00:00:00.000Z';
    for (const one of data) {
      this.#published += 1;
      const id = `event-${this.#published}`;
      const event = { specversion: '1.0', id, source: '/model', type: 'Counted', data: one } as const;
      events.push({ ...event, position: events.length + 1, storedtime });
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

  /** `whileClosed` may change the bus, and what is left out. */
  async reopen(whileClosed: () => void): Promise<void> {
    await this.follower.stop();
    assert.equal(this.bus.streams, 0, 'streams that stayed open');
    const { checkpoint } = this.follower;
    whileClosed();
    await this.#folder.reopen();
    this.#open();
    assert.equal(this.follower.checkpoint, checkpoint, 'the checkpoint after a restart');
    this.follower.start();
  }

  async close(): Promise<void> {
    await this.follower.stop();
    await this.#folder.remove();
  }

  /** The bad event that the follower must stop at. */
  get bad(): StoredEvent | undefined {
    const { skip } = this.#model;
    const ahead = this.bus.events.slice(this.follower.checkpoint);
    return ahead.find(({ position, data }) => data === BAD && !skip.has(position));
  }

  /** At any moment: the state is that of the events up to the stored checkpoint, each once and in order. */
  compare(log: readonly StoredEvent[] = this.bus.events): void {
    const { store } = this.#folder;
    const checkpoint = store.table<{ position: number; eventId: string }>('checkpoint').get('log');
    const { position = 0, eventId = '' } = checkpoint ?? {};
    const { skip, skipped } = this.#model;
    const passed = log.slice(0, position);
    for (const event of passed) {
      if (event.data !== BAD) continue;
      if (skip.has(event.position)) skipped.add(event.position);
      assert(skipped.has(event.position), `the checkpoint ${position} is beyond bad event ${event.position}`);
    }
    const applied = passed.filter(({ data }) => data !== BAD);
    assert.deepEqual(
      [...store.table<string, number>('seen').getRange()].map(({ value }) => value),
      applied.map(({ id }) => id),
      'what was applied',
    );
    const state = store.table<State>('state').get('all') ?? EMPTY;
    assert.deepEqual(state, applied.reduce(applyTo, EMPTY), 'the state');
    assert.equal(passed.length, position, 'the checkpoint within the log');
    assert.equal(eventId, passed.at(-1)?.id ?? '', 'the event at the checkpoint');
    assert(
      this.follower.checkpoint <= position,
      `it says ${this.follower.checkpoint}, stored is ${position}`,
    );
  }

  #open(): void {
    const { store } = this.#folder;
    const state = store.table<State>('state');
    const seen = store.table<string, number>('seen');
    this.follower = new Follower({
      name: 'model',
      instance: 'one',
      store,
      bus: this.bus,
      logger,
      skip: this.#model.skip,
      backoff: AT_ONCE,
      apply(event) {
        const now = state.get('all') ?? EMPTY;
        void seen.put(now.count + 1, event.id);
        void state.put('all', applyTo(now, event));
        // Only now, so that something was written that must not stay.
        if (event.data === BAD) throw new Error('It cannot be applied.');
      },
    });
  }
}
