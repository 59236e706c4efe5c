import { setTimeout as delay } from 'node:timers/promises';
import type { Acknowledged } from './auditor';
import type { SeededRandom } from './seeded-random';

/** Type of every fourth event. */
export const RARE = 'Rare';

const AGAIN_MS = 10;
const REQUEST_MS_MAX = 5_000;

interface Answer {
  readonly id: string;
  readonly position: number;
}

interface Sent {
  readonly id: string;
  readonly sequence: number;
}

/**
 * Publishes events sequentially, as a source of its own, until stopped; about every fourth request is a batch. Resends exactly
 * the same events until they are acknowledged. Records every acknowledgement.
 */
export class TestPublisher {
  readonly acknowledged: Acknowledged[] = [];
  readonly source: string;
  readonly #url: () => string;
  readonly #random: SeededRandom;
  #sequence = 0;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();
  /** Counts of answers other than 2xx and of broken connections, by kind. */
  readonly refusals = new Map<string, number>();

  constructor(options: { source: string; url: () => string; random: SeededRandom }) {
    this.source = options.source;
    this.#url = options.url;
    this.#random = options.random;
  }

  start(): void {
    this.#stopping = false;
    this.#running = this.#run();
  }

  /** Stops after the pending request; gives it up if it is not acknowledged by then. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  /** Publishes the next `count` events and waits until they are acknowledged. */
  async publish(count: number): Promise<void> {
    for (let sent = 0; sent < count; ) {
      const events = this.#nextEvents(count - sent);
      await this.#send(events, () => false);
      sent += events.length;
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopping) await this.#send(this.#nextEvents(10), () => this.#stopping);
  }

  #nextEvents(max: number): Sent[] {
    const count = Math.min(max, this.#random.chance(0.25) ? this.#random.integer(2, 10) : 1);
    return Array.from({ length: count }, () => {
      this.#sequence += 1;
      return { id: `e${this.#sequence}`, sequence: this.#sequence };
    });
  }

  async #send(events: readonly Sent[], isEnough: () => boolean): Promise<void> {
    const body = JSON.stringify(events.map((event) => this.#toCloudEvent(event)));
    while (true) {
      const answers = await this.#request(body);
      if (answers !== undefined) {
        events.forEach(({ id, sequence }, index) => {
          const { position } = answers[index] as Answer;
          this.acknowledged.push({ source: this.source, id, sequence, position });
        });
        return;
      }
      if (isEnough()) return;
      await delay(AGAIN_MS);
    }
  }

  #toCloudEvent({ id, sequence }: Sent) {
    const data = { sequence, text: 'something of the size of a comment, told once and for all '.repeat(2) };
    return { specversion: '1.0', type: sequence % 4 === 0 ? RARE : 'Counted', source: this.source, id, data };
  }

  async #request(body: string): Promise<Answer[] | undefined> {
    let why: string;
    try {
      const response = await fetch(`${this.#url()}/events`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/cloudevents-batch+json' },
        body,
        signal: AbortSignal.timeout(REQUEST_MS_MAX),
      });
      if (response.ok) return (await response.json()) as Answer[];
      why = String(response.status);
      await response.arrayBuffer();
    } catch {
      why = 'no answer';
    }
    this.refusals.set(why, (this.refusals.get(why) ?? 0) + 1);
    return undefined;
  }
}
