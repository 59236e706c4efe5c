import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../service-kit/test/eventually';
import type { Entry } from './auditor';

const AGAIN_MS = 10;

/** Follows the log over HTTP and goes on after its last event whenever the stream breaks; remembers all that it saw. */
export class StreamReader {
  readonly seen: Entry[] = [];
  readonly name: string;
  readonly after: number;
  readonly #url: () => string;
  readonly #accept: 'application/x-ndjson' | 'text/event-stream';
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: {
    name: string;
    url: () => string;
    accept: 'application/x-ndjson' | 'text/event-stream';
    after?: number;
  }) {
    this.name = options.name;
    this.after = options.after ?? 0;
    this.#url = options.url;
    this.#accept = options.accept;
  }

  start(): this {
    this.#running = this.#run();
    return this;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Waits until it has seen the event at `position`. */
  async reached(position: number): Promise<void> {
    await eventually(
      () => {
        if (this.#last < position) throw new Error(`${this.name} is at ${this.#last}, not at ${position}`);
      },
      { withinMs: 30_000 },
    );
  }

  get #last(): number {
    return this.seen.at(-1)?.position ?? this.after;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
      } catch {
        // The bus is away or cut the stream; what counts is what comes afterwards.
      }
      if (!signal.aborted) await delay(AGAIN_MS);
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const headers = { Accept: this.#accept };
    const response = await fetch(`${this.#url()}/events?after=${this.#last}`, { headers, signal });
    if (!response.ok || response.body === null) throw new Error(`The bus answered ${response.status}.`);
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    for await (const line of createInterface({ input: body })) {
      const json = line.startsWith('data:') ? line.slice('data:'.length) : line;
      if (!json.trimStart().startsWith('{')) continue;
      this.seen.push(toEntry(json));
    }
  }
}

/** A line that was cut off is no event: the stream broke there. */
function toEntry(json: string): Entry {
  const { position, source, id } = JSON.parse(json) as Entry;
  return { position, source, id };
}
