import type { DeliveryOutcome } from '../../../event-bus/src/domain/deliverer';
import type { Seen } from './scripted-subscriber';

export interface ReferenceSettings {
  readonly types: readonly string[] | null;
  readonly batchMax: number;
  readonly attemptsMax: number;
}

export interface ReferenceParked {
  readonly position: number;
  readonly attempts: number;
  readonly reason: string;
  readonly queued: boolean;
}

/** The position of the first event after `position` with a wanted type, or the one after the head. */
export function nextWanted(
  log: readonly string[],
  types: readonly string[] | null,
  position: number,
): number {
  let next = position + 1;
  while (next <= log.length && types !== null && !types.includes(log[next - 1] as string)) next += 1;
  return next;
}

/** The trace is impossible if the promises hold. */
export class Illegal extends Error {
  override readonly name = 'Illegal';
}

/** Reference of one subscription according to the promises: what may be delivered next, and the result of each answer. */
export class SubscriptionReference {
  readonly name: string;
  settings: ReferenceSettings;
  /** Everything up to here was acknowledged, parked or unwanted; further unwanted events may have been passed. */
  low: number;
  paused = false;
  ended = false;
  removed = false;
  blocked = false;
  attempts = 0;
  parked: readonly ReferenceParked[] = [];
  sent: readonly number[] | undefined;
  #isRedelivery = false;
  #singlyThrough = 0;
  readonly #types: readonly string[];
  readonly #parkedMax: number;

  /** `types`: the type of each event of the log, by position minus 1; it grows with the log. */
  constructor(options: {
    name: string;
    types: readonly string[];
    parkedMax: number;
    settings: ReferenceSettings;
    after: number;
  }) {
    this.name = options.name;
    this.#types = options.types;
    this.#parkedMax = options.parkedMax;
    this.settings = options.settings;
    this.low = options.after;
  }

  clone(): SubscriptionReference {
    const { name, settings, low } = this;
    const clone = new SubscriptionReference({
      name,
      types: this.#types,
      parkedMax: this.#parkedMax,
      settings,
      after: low,
    });
    const { paused, ended, removed, blocked, attempts, parked, sent } = this;
    Object.assign(clone, { paused, ended, removed, blocked, attempts, parked, sent });
    clone.#isRedelivery = this.#isRedelivery;
    clone.#singlyThrough = this.#singlyThrough;
    return clone;
  }

  get head(): number {
    return this.#types.length;
  }

  /** Identifies the reference's state. */
  get key(): string {
    return JSON.stringify([this, this.#isRedelivery, this.#singlyThrough]);
  }

  nextAfter(position: number): number {
    return nextWanted(this.#types, this.settings.types, position);
  }

  /** @throws Illegal */
  see(seen: Seen): void {
    if (seen.kind === 'sent') this.#see(seen.positions);
    else if (this.sent === undefined) throw new Illegal(`${seen.kind} without a delivery`);
    else {
      const { sent } = this;
      this.sent = undefined;
      if (seen.kind === 'broken-off') return;
      if (this.#isRedelivery) this.#redelivered(sent[0] as number, seen.outcome);
      else this.#delivered(sent, seen.outcome);
    }
  }

  /** Aborts the delivery in flight, if any, and forgets its failures: after a change or a restart. */
  restart(): void {
    if (this.sent !== undefined) throw new Illegal(`${this.sent} is still under way after a change`);
    this.attempts = 0;
    this.blocked = false;
    this.#singlyThrough = 0;
  }

  queue(position: number | 'all'): number {
    return this.#choose(position, (event) => [{ ...event, queued: true }]);
  }

  discard(position: number | 'all'): number {
    return this.#choose(position, () => []);
  }

  #choose(position: number | 'all', change: (event: ReferenceParked) => ReferenceParked[]): number {
    const isChosen = (event: ReferenceParked) => position === 'all' || event.position === position;
    const count = this.parked.filter(isChosen).length;
    this.parked = this.parked.flatMap((event) => (isChosen(event) ? change(event) : [event]));
    return count;
  }

  #see(positions: readonly number[]): void {
    if (this.sent !== undefined) throw new Illegal(`${positions} was sent while ${this.sent} was under way`);
    if (this.paused || this.ended || this.removed) {
      throw new Illegal(`${positions} was sent to one that is paused, ended or removed`);
    }
    const queued = this.parked.find((event) => event.queued);
    const may = queued === undefined ? this.#mayBeSent() : [queued.position];
    const isBegin = positions.length > 0 && positions.every((position, index) => position === may[index]);
    if (!isBegin) throw new Illegal(`Expected the begin of ${may} to be sent, got ${positions}`);
    this.sent = positions;
    this.#isRedelivery = queued !== undefined;
  }

  #mayBeSent(): number[] {
    const size = this.low < this.#singlyThrough ? 1 : this.settings.batchMax;
    const may: number[] = [];
    for (let at = this.nextAfter(this.low); at <= this.#types.length && may.length < size; ) {
      may.push(at);
      at = this.nextAfter(at);
    }
    return may;
  }

  #delivered(sent: readonly number[], outcome: DeliveryOutcome): void {
    const last = sent.at(-1) as number;
    if (outcome.kind === 'gone') this.ended = true;
    else if (outcome.kind === 'acknowledged') this.#goOn(last);
    else if (saysNothing(outcome)) return;
    else if (sent.length > 1) this.#singlyThrough = last;
    else {
      this.attempts += 1;
      if (outcome.kind !== 'refused' && this.attempts < this.settings.attemptsMax) return;
      const others = this.parked.filter(({ position }) => position !== last);
      this.blocked = others.length === this.parked.length && this.parked.length >= this.#parkedMax;
      if (this.blocked) return;
      const event = { position: last, attempts: this.attempts, reason: outcome.reason, queued: false };
      this.parked = [...others, event].sort((a, b) => a.position - b.position);
      this.#goOn(last);
    }
  }

  #goOn(through: number): void {
    this.low = through;
    this.attempts = 0;
    this.blocked = false;
  }

  #redelivered(position: number, outcome: DeliveryOutcome): void {
    if (outcome.kind === 'gone') this.ended = true;
    else if (outcome.kind === 'acknowledged') this.discard(position);
    else if (!saysNothing(outcome)) {
      const { reason } = outcome;
      this.#choose(position, (event) => [{ ...event, attempts: event.attempts + 1, reason, queued: false }]);
    }
  }
}

type SaysNothing = Extract<DeliveryOutcome, { kind: 'unavailable' | 'stale' }>;

/** Whether the events count as not sent. */
function saysNothing(outcome: DeliveryOutcome): outcome is SaysNothing {
  return outcome.kind === 'unavailable' || outcome.kind === 'stale';
}
