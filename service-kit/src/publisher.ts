import { type Acknowledgement, BATCH_BYTES_MAX, BATCH_EVENTS_MAX, type BusClient } from './bus-client';
import { BusRefused, BusUnavailable } from './bus-error';
import type { CloudEvent } from './cloud-event';
import { BUS_BACKOFF, pause, retryDelayMs } from './retry-policy';

interface Waiting {
  readonly json: string;
  readonly bytes: number;
  readonly giveUpAtMs: number;
  resolve(acknowledgement: Acknowledgement): void;
  reject(error: Error): void;
}

/**
 * Publishes events without an outbox, for a service that holds no state and can be asked again. Events that come
 * while a request is under way go together in the next one, in order.
 */
export class Publisher {
  readonly #bus: Pick<BusClient, 'publish'>;
  readonly #giveUpMs: number;
  readonly #queueEventsMax: number;
  #queue: Waiting[] = [];
  #running = false;

  constructor(options: { bus: Pick<BusClient, 'publish'>; giveUpMs?: number; queueEventsMax?: number }) {
    this.#bus = options.bus;
    this.#giveUpMs = options.giveUpMs ?? 5_000;
    this.#queueEventsMax = options.queueEventsMax ?? 10_000;
  }

  /**
   * Resolves once the event is stored. An unreachable bus is tried again, with backoff and jitter, for `giveUpMs`
   * (default 5 s); the event's id makes that harmless.
   * @throws BusUnavailable  not stored within that time, as far as is known; or too many events wait already
   * @throws BusRefused  the bus refuses this very event, for good
   */
  publish(event: CloudEvent): Promise<Acknowledgement> {
    if (this.#queue.length >= this.#queueEventsMax) {
      return Promise.reject(new BusUnavailable(`${this.#queueEventsMax} events wait for the bus already`));
    }
    const json = JSON.stringify(event);
    return new Promise((resolve, reject) => {
      const giveUpAtMs = Date.now() + this.#giveUpMs;
      this.#queue.push({ json, bytes: Buffer.byteLength(json) + 1, giveUpAtMs, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // One request at a time: a second could overtake a first that has to be sent again.
    for (let failures = 0; this.#queue.length > 0; ) {
      const batch = this.#nextBatch();
      try {
        // Without an end of its own a request that hangs would outlast `giveUpMs`.
        const leftMs = Math.max(1, (batch[0] as Waiting).giveUpAtMs - Date.now());
        const answers = await this.#bus.publish(
          batch.map(({ json }) => json),
          AbortSignal.timeout(leftMs),
        );
        batch.forEach((waiting, index) => {
          waiting.resolve(answers[index] as Acknowledgement);
        });
        this.#queue.splice(0, batch.length);
        failures = 0;
      } catch (error) {
        if (error instanceof BusRefused) {
          this.#dropRefused(batch, error);
          continue;
        }
        failures += 1;
        this.#dropOverdue(error as Error);
        const wait = retryDelayMs(failures, BUS_BACKOFF, (error as BusUnavailable).retryAfterMs);
        if (this.#queue.length > 0) await pause(Math.min(wait, this.#giveUpMs));
      }
    }
    this.#running = false;
  }

  #nextBatch(): Waiting[] {
    let bytes = 2;
    const within = (waiting: Waiting) => {
      bytes += waiting.bytes;
      return bytes <= BATCH_BYTES_MAX;
    };
    const limit = Math.min(this.#queue.length, BATCH_EVENTS_MAX);
    let count = 0;
    while (count < limit && within(this.#queue[count] as Waiting)) count += 1;
    return this.#queue.slice(0, Math.max(1, count));
  }

  /** A batch is all or nothing: those at fault are told, and the rest is sent again without them. */
  #dropRefused(batch: readonly Waiting[], error: BusRefused): void {
    const named = error.indexes.filter((index) => index < batch.length);
    const refused = new Set(named.length > 0 ? named.map((index) => batch[index]) : batch);
    this.#queue = this.#queue.filter((waiting) => !refused.has(waiting));
    for (const waiting of refused) waiting?.reject(error);
  }

  #dropOverdue(error: Error): void {
    const now = Date.now();
    const overdue = this.#queue.filter(({ giveUpAtMs }) => giveUpAtMs <= now);
    this.#queue = this.#queue.filter(({ giveUpAtMs }) => giveUpAtMs > now);
    for (const waiting of overdue) waiting.reject(error);
  }
}
