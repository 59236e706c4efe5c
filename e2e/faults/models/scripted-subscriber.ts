import type { Deliverer, DeliveryOutcome } from '../../../event-bus/src/domain/deliverer';
import type { OutgoingEvents } from '../../../event-bus/src/domain/outgoing-events';
import type { SubscriptionSettings } from '../../../event-bus/src/domain/subscription';
import { turns } from './patience';

/** How a subscriber takes an event: one answer after the other, and then one for good. */
export interface Mood {
  readonly first: readonly ('refused' | 'rejected' | 'unavailable' | 'gone')[];
  readonly forGood: 'acknowledged' | 'rejected' | 'refused';
}

const TAKEN: Mood = { first: [], forGood: 'acknowledged' };

/** What a subscriber saw, in order. `broken-off`: the bus ended the request before it was answered. */
export type Seen =
  | { readonly kind: 'sent'; readonly positions: readonly number[] }
  | { readonly kind: 'answered'; readonly outcome: DeliveryOutcome }
  | { readonly kind: 'broken-off' };

/** Where the deliveries of one subscriber may be held. */
interface Gate {
  /** So many more deliveries are answered; what comes then hangs. */
  open: number;
  wake: () => void;
}

const nameOf = (subscription: SubscriptionSettings) => new URL(subscription.url).hostname;
export const urlOf = (name: string) => `http://${name}/`;
export const eventId = (position: number) => `event-${position}`;

/**
 * The subscribers, in memory, told apart by the host of their URL: each answers as the events' moods say, may be told
 * to hang, and remembers what it saw.
 */
export class ScriptedSubscribers implements Deliverer {
  /** Breaks of a promise that no reference is needed for. */
  readonly faults: string[] = [];
  /** How many deliveries were answered, by all of them. */
  answers = 0;
  readonly #moods: Mood[] = [TAKEN];
  /** How often a subscriber did not take an event. */
  readonly #failures = new Map<string, number>();
  readonly #seen = new Map<string, Seen[]>();
  readonly #gates = new Map<string, Gate>();
  readonly #hanging = new Map<string, readonly number[]>();
  readonly #underWay = new Set<string>();

  handshake(): Promise<never> {
    throw new Error('Expected no handshake of a subscription that does not ask for one.');
  }

  /** Says the mood of the next event of the log. */
  expect(mood: Mood): void {
    this.#moods.push(mood);
  }

  /** From now on every event is taken. */
  mend(): void {
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

  /** The positions of a delivery that hangs. */
  hanging(name: string): readonly number[] | undefined {
    return this.#hanging.get(name);
  }

  /** Whether a delivery is under way that does not hang. */
  isBusy(name: string): boolean {
    return this.#underWay.has(name) && !this.#hanging.has(name);
  }

  isUnderWay(name: string): boolean {
    return this.#underWay.has(name);
  }

  /** Whether it has come to the answer that it gives for good, and that is no. */
  isHopeless(name: string, position: number): boolean {
    const { first, forGood } = this.#moods[position] ?? TAKEN;
    return forGood !== 'acknowledged' && this.#failuresOf(name, position) > first.length;
  }

  async deliver(subscription: SubscriptionSettings, events: OutgoingEvents, signal: AbortSignal) {
    const name = nameOf(subscription);
    if (this.#underWay.has(name)) this.faults.push(`${name} got a second delivery while one was under way`);
    this.#underWay.add(name);
    const { positions } = events;
    for (const { position, bytes } of events.records) {
      const { id } = JSON.parse(bytes.toString()) as { id: string };
      if (id !== eventId(position)) this.faults.push(`${name} got ${id} at position ${position}`);
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
