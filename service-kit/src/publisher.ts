import type { BusClient } from './bus-client';
import { BusRefused, BusUnavailable } from './bus-error';
import type { Acknowledgement } from './bus-protocol';
import type { CloudEvent } from './cloud-event';
import { EventBatch } from './event-batch';
import { BUS_BACKOFF, pause, retryDelayMs } from './retry-policy';

interface Waiting {
  readonly giveUpAtMs: number;
  resolve(acknowledgement: Acknowledgement): void;
  reject(error: Error): void;
}

/** Events that are sent in one request, and the caller that waits for each. */
interface Request {
  batch: EventBatch;
  waiting: Waiting[];
}

/**
 * Publishes events without an outbox, for a service that keeps no state and whose caller can retry. Events that come
 * while a request is under way are sent together in the next one, in order.
 */
export class Publisher {
  readonly #bus: Pick<BusClient, 'publishBatch'>;
  readonly #giveUpMs: number;
  readonly #queueEventsMax: number;
  /** The first one is under way. */
  #requests: Request[] = [];
  #queuedEvents = 0;
  #running = false;

  constructor(options: { bus: Pick<BusClient, 'publishBatch'>; giveUpMs?: number; queueEventsMax?: number }) {
    this.#bus = options.bus;
    this.#giveUpMs = options.giveUpMs ?? 5_000;
    this.#queueEventsMax = options.queueEventsMax ?? 10_000;
  }

  /**
   * Resolves once the event is stored. If the bus cannot be reached, it is retried with backoff and jitter for `giveUpMs`
   * (default 5 s); the event's id makes that harmless.
   * @throws BusUnavailable  not stored within that time, as far as is known; or too many events wait already
   * @throws BusRefused  the bus refuses this event permanently
   */
  publish(event: CloudEvent): Promise<Acknowledgement> {
    if (this.#queuedEvents >= this.#queueEventsMax) {
      return Promise.reject(new BusUnavailable(`${this.#queueEventsMax} events wait for the bus already`));
    }
    const json = JSON.stringify(event);
    return new Promise((resolve, reject) => {
      this.#enqueue(json, { giveUpAtMs: Date.now() + this.#giveUpMs, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  #enqueue(json: string, waiting: Waiting): void {
    this.#queuedEvents += 1;
    const last = this.#requests.length > 1 ? this.#requests.at(-1) : undefined;
    if (last?.batch.add(json)) {
      last.waiting.push(waiting);
      return;
    }
    const batch = new EventBatch();
    batch.add(json);
    this.#requests.push({ batch, waiting: [waiting] });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // One request at a time: a second could overtake a first that must be sent again.
    for (let failures = 0; this.#requests.length > 0; ) {
      const request = this.#requests[0] as Request;
      try {
        // Without its own timeout a request that hangs would outlast `giveUpMs`.
        const leftMs = Math.max(1, (request.waiting[0] as Waiting).giveUpAtMs - Date.now());
        const answers = await this.#bus.publishBatch(request.batch, AbortSignal.timeout(leftMs));
        this.#requests.shift();
        this.#queuedEvents -= request.waiting.length;
        failures = 0;
        const tell = () => {
          request.waiting.forEach((waiting, index) => {
            waiting.resolve(answers[index] as Acknowledgement);
          });
        };
        // The callers' next steps would delay the request that is ready.
        if (this.#requests.length > 0) setImmediate(tell);
        else tell();
      } catch (error) {
        if (error instanceof BusRefused) {
          this.#dropRefused(request, error);
          continue;
        }
        failures += 1;
        this.#dropOverdue(error as Error);
        const wait = retryDelayMs(failures, BUS_BACKOFF, (error as BusUnavailable).retryAfterMs);
        if (this.#requests.length > 0) await pause(Math.min(wait, this.#giveUpMs));
      }
    }
    this.#running = false;
  }

  /** A batch is all or nothing: callers of the events at fault get the error, and the rest is sent again without these. */
  #dropRefused(request: Request, error: BusRefused): void {
    const named = new Set(error.indexes.filter((index) => index < request.waiting.length));
    this.#drop(request, error, (_waiting, index) => named.size === 0 || named.has(index));
  }

  #dropOverdue(error: Error): void {
    const now = Date.now();
    for (const request of [...this.#requests]) {
      this.#drop(request, error, ({ giveUpAtMs }) => giveUpAtMs <= now);
    }
  }

  #drop(request: Request, error: Error, isDropped: (waiting: Waiting, index: number) => boolean): void {
    const { batch, waiting } = request;
    const dropped = new Set(waiting.filter(isDropped));
    if (dropped.size === 0) return;
    request.batch = batch.filter((index) => !dropped.has(waiting[index] as Waiting));
    request.waiting = waiting.filter((one) => !dropped.has(one));
    this.#requests = this.#requests.filter(({ waiting }) => waiting.length > 0);
    this.#queuedEvents -= dropped.size;
    for (const { reject } of dropped) reject(error);
  }
}
