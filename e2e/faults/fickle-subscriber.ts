import { SubscriberUnderTest } from '../../event-bus/test/subscriber-under-test';
import type { SeededRandom } from './seeded-random';

/**
 * A webhook that rejects some events a few times, and poison ones until it is healed, by a status or by breaking the
 * connection; some of those it refuses permanently. Occasionally it is overloaded, which does not count against any event.
 */
export class FickleSubscriber {
  /** Acknowledged positions, in order. */
  readonly accepted: number[] = [];
  readonly poison: ReadonlySet<number>;
  /** Positions of the poison events that it refuses permanently. */
  readonly refused: ReadonlySet<number>;
  readonly #rejections: Map<number, number>;
  readonly #subscriber = new SubscriberUnderTest();
  #isHealed = false;

  constructor(options: { positions: readonly number[]; attemptsMax: number; random: SeededRandom }) {
    const { positions, attemptsMax, random } = options;
    const kinds = positions.map((position) => ({ position, kind: random.fraction() }));
    this.poison = new Set(kinds.filter(({ kind }) => kind < 0.15).map(({ position }) => position));
    this.refused = new Set(kinds.filter(({ kind }) => kind < 0.05).map(({ position }) => position));
    const slow = kinds.filter(({ kind }) => kind >= 0.15 && kind < 0.3);
    this.#rejections = new Map(slow.map(({ position }) => [position, random.integer(1, attemptsMax - 1)]));
    this.#subscriber.answer = (received) => {
      if (random.chance(0.1)) return random.pick([429, 502, 503, 504]);
      const { positions: given } = received;
      const rejected = given.filter((position) => this.#rejects(position, given.length === 1));
      if (rejected.some((position) => this.refused.has(position)))
        return random.pick([400, 405, 413, 415, 422]);
      if (rejected.length > 0) return random.pick([404, 500, 'break'] as const);
      this.accepted.push(...received.positions);
      return 204;
    };
  }

  get url(): string {
    return this.#subscriber.url;
  }

  async listen(): Promise<this> {
    await this.#subscriber.listen();
    return this;
  }

  heal(): void {
    this.#isHealed = true;
  }

  close(): Promise<void> {
    return this.#subscriber.close();
  }

  /** A rejected batch is redelivered event by event: only a rejection of a single event counts. */
  #rejects(position: number, isAlone: boolean): boolean {
    if (this.poison.has(position)) return !this.#isHealed;
    const left = this.#rejections.get(position) ?? 0;
    if (isAlone) this.#rejections.set(position, left - 1);
    return left > 0;
  }
}
