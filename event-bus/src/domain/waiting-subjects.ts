import type { EventRecord } from '@blog/event-log';

/** Events that are delivered in order: those of a subject, or a single event without one. */
export type Sequence = string | number;

/** A subject whose first event was rejected and will be sent again, with the later ones that wait behind it. */
export interface WaitingSubject {
  readonly sequence: Sequence;
  /** In order; never empty. */
  readonly positions: number[];
  /** How often the first one was rejected. */
  attempts: number;
  /** How often it was postponed; more often than it was rejected if it waits for room to be parked. */
  delays: number;
  dueMs: number;
  reason: string;
  /** The first one should be parked, but there is no room. */
  isBlocked: boolean;
}

/** The subjects of a subscription that wait for a retry. The caller bounds their number. */
export class WaitingSubjects {
  readonly #subjects = new Map<Sequence, WaitingSubject>();
  #eventCount = 0;

  get eventCount(): number {
    return this.#eventCount;
  }

  get isBlocked(): boolean {
    return [...this.#subjects.values()].some(({ isBlocked }) => isBlocked);
  }

  /** The one whose first event is the oldest. */
  get oldest(): WaitingSubject | undefined {
    return lowest(this.#subjects.values(), firstOf);
  }

  /** The one that is tried next. */
  get next(): WaitingSubject | undefined {
    return lowest(this.#subjects.values(), ({ dueMs }) => dueMs);
  }

  has(sequence: Sequence): boolean {
    return this.#subjects.has(sequence);
  }

  /** Puts an event behind those of its subject; the first one is due immediately. */
  add(position: number, sequence: Sequence): WaitingSubject {
    this.#eventCount += 1;
    const known = this.#subjects.get(sequence);
    if (known !== undefined) {
      known.positions.push(position);
      return known;
    }
    const positions = [position];
    const subject = { sequence, positions, attempts: 0, delays: 0, dueMs: 0, reason: '', isBlocked: false };
    this.#subjects.set(sequence, subject);
    return subject;
  }

  /** The position of the oldest event that will wait once the first one of `subject` is done. */
  oldestWithout(subject: WaitingSubject): number | undefined {
    const others = [...this.#subjects.values()].filter((other) => other !== subject).map(firstOf);
    const [, second] = subject.positions;
    return lowest(second === undefined ? others : [...others, second], (position) => position);
  }

  /** Removes the first event of a subject: the next one is due immediately. */
  shift(subject: WaitingSubject): void {
    subject.positions.shift();
    this.#eventCount -= 1;
    if (subject.positions.length === 0) this.#subjects.delete(subject.sequence);
    Object.assign(subject, { attempts: 0, delays: 0, dueMs: 0, isBlocked: false });
  }

  /** Makes all due immediately. */
  hasten(): void {
    for (const subject of this.#subjects.values()) subject.dueMs = 0;
  }

  clear(): void {
    this.#subjects.clear();
    this.#eventCount = 0;
  }
}

/** The sequence that an event belongs to. */
export function sequenceOf({ position, bytes }: EventRecord): Sequence {
  const { subject } = JSON.parse(bytes.toString()) as { subject?: string };
  return subject ?? position;
}

const firstOf = ({ positions }: WaitingSubject) => positions[0] as number;

function lowest<Item>(items: Iterable<Item>, by: (item: Item) => number): Item | undefined {
  let found: Item | undefined;
  for (const item of items) if (found === undefined || by(item) < by(found)) found = item;
  return found;
}
