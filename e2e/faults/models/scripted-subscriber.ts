import type { Deliverer, DeliveryOutcome } from '../../../event-bus/src/domain/deliverer';
import type { OutgoingEvents } from '../../../event-bus/src/domain/outgoing-events';
import type { SubscriptionSettings } from '../../../event-bus/src/domain/subscription';
import { turns } from './patience';

/** A subscriber's answers to an event: the first ones in order, then the same one forever. */
export interface Mood {
  readonly first: readonly ('refused' | 'rejected' | 'unavailable' | 'gone')[];
  readonly forGood: 'acknowledged' | 'rejected' | 'refused';
}

const TAKEN: Mood = { first: [], forGood: 'acknowledged' };

/** A subscriber's trace, in order. `broken-off`: the bus aborted the request before it was answered. */
export type Seen =
  | { readonly kind: 'sent'; readonly positions: readonly number[] }
  | { readonly kind: 'answered'; readonly outcome: DeliveryOutcome }
  | { readonly kind: 'broken-off' };

/** Holds the deliveries of one subscriber. */
interface Gate {
  /** Number of deliveries still to be answered; later ones hang. */
  open: number;
  wake: () => void;
}

const nameOf = (subscription: SubscriptionSettings) => new URL(subscription.url).hostname;
export const urlOf = (name: string) => `http://${name}/`;
export const eventId = (position: number) => `event-${position}`;

/**
 * In-memory subscribers, identified by the host of their URL: each answers according to the events' moods, can be made to hang,
 * and records its trace.
 */
export class ScriptedSubscribers implements Deliverer {
  /** Violations that need no reference to be detected. */
  readonly violations: string[] = [];
  /** Number of deliveries answered, by all subscribers. */
  answers = 0;
  readonly #moods: Mood[] = [TAKEN];
  /** Number of failed deliveries, by subscriber and event. */
  readonly #failures = new Map<string, number>();
  readonly #seen = new Map<string, Seen[]>();
  readonly #gates = new Map<string, Gate>();
  readonly #hanging = new Map<string, readonly number[]>();
  readonly #underWay = new Set<string>();

  handshake(): Promise<never> {
    throw new Error('Expected no handshake of a subscription that does not ask for one.');
  }

  /** Sets the mood of the next event of the log. */
  expect(mood: Mood): void {
    this.#moods.push(mood);
  }

  /** Makes subscribers accept every event from now on. */
  fix(): void {
    this.#moods.fill(TAKEN);
  }

  holdAfter(name: string, count: number): void {
    this.#gate(name).open = count;
  }

  release(name: string): void {
    const gate = this.#gate(name);
    gate.open = Number.POSITIVE_INFINITY;
    gate.wake();
  }

  seen(name: string): Seen[] {
    const seen = this.#seen.get(name) ?? [];
    this.#seen.set(name, seen);
    return seen;
  }

  /** The positions of a hanging delivery. */
  hanging(name: string): readonly number[] | undefined {
    return this.#hanging.get(name);
  }

  /** Whether a delivery is in flight and not hanging. */
  isBusy(name: string): boolean {
    return this.#underWay.has(name) && !this.#hanging.has(name);
  }

  isUnderWay(name: string): boolean {
    return this.#underWay.has(name);
  }

  /** Whether it has reached its final answer to an event, and that is a rejection. */
  isHopeless(name: string, position: number): boolean {
    const { first, forGood } = this.#moods[position] ?? TAKEN;
    return forGood !== 'acknowledged' && this.#failuresOf(name, position) > first.length;
  }

  async deliver(subscription: SubscriptionSettings, events: OutgoingEvents, signal: AbortSignal) {
    const name = nameOf(subscription);
    if (this.#underWay.has(name))
      this.violations.push(`${name} got a second delivery while one was under way`);
    this.#underWay.add(name);
    const { positions } = events;
    for (const { position, bytes } of events.records) {
      const { id } = JSON.parse(bytes.toString()) as { id: string };
      if (id !== eventId(position)) this.violations.push(`${name} got ${id} at position ${position}`);
    }
    events.letGo();
    this.seen(name).push({ kind: 'sent', positions });
    await this.#pass(name, positions, signal);
    await turns(1);
    this.#underWay.delete(name);
    if (signal.aborted) {
      this.seen(name).push({ kind: 'broken-off' });
      return { kind: 'unavailable', reason: 'broken off' } as const;
    }
    const outcome = this.#answer(name, positions);
    this.answers += 1;
    this.seen(name).push({ kind: 'answered', outcome });
    return outcome;
  }

  async #pass(name: string, positions: readonly number[], signal: AbortSignal): Promise<void> {
    const gate = this.#gate(name);
    gate.open -= 1;
    if (gate.open >= 0) return;
    this.#hanging.set(name, positions);
    await new Promise<void>((resolve) => {
      gate.wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#hanging.delete(name);
  }

  #answer(name: string, positions: readonly number[]): DeliveryOutcome {
    for (const position of positions) {
      const { first, forGood } = this.#moods[position] ?? TAKEN;
      const failures = this.#failuresOf(name, position);
      const kind = first[failures] ?? forGood;
      if (kind === 'acknowledged') continue;
      this.#failures.set(`${name} ${position}`, failures + 1);
      return kind === 'gone'
        ? { kind }
        : { kind, reason: `${kind} ${position} for the ${failures + 1}. time` };
    }
    return { kind: 'acknowledged' };
  }

  #failuresOf(name: string, position: number): number {
    return this.#failures.get(`${name} ${position}`) ?? 0;
  }

  #gate(name: string): Gate {
    const gate = this.#gates.get(name) ?? { open: Number.POSITIVE_INFINITY, wake: () => {} };
    this.#gates.set(name, gate);
    return gate;
  }
}
