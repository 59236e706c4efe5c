import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../service-kit/test/eventually';
import type { Entry } from './auditor';

const AGAIN_MS = 10;

/**
 * Follows the log over HTTP, resumes after its last event whenever the stream breaks, and records everything received. With
 * `type` it requests only those events, also resumes after its last checkpoint, and ignores events before it.
 */
export class StreamReader {
  readonly seen: Entry[] = [];
  readonly name: string;
  readonly after: number;
  readonly type: string | undefined;
  readonly #url: () => string;
  readonly #accept: 'application/x-ndjson' | 'text/event-stream';
  readonly #filter: string;
  #last: number;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: {
    name: string;
    url: () => string;
    accept: 'application/x-ndjson' | 'text/event-stream';
    after?: number;
    type?: string | undefined;
  }) {
    this.name = options.name;
    this.after = options.after ?? 0;
    this.type = options.type;
    this.#url = options.url;
    this.#accept = options.accept;
    this.#filter = options.type === undefined ? '' : `&type=${options.type}&checkpoints=true`;
    this.#last = this.after;
  }

  start(): this {
    this.#running = this.#run();
    return this;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Waits until it has reached `position`. */
  async reached(position: number): Promise<void> {
    await eventually(
      () => {
        if (this.#last < position) throw new Error(`${this.name} is at ${this.#last}, not at ${position}`);
      },
      { withinMs: 30_000 },
    );
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
      } catch {
        // The bus is down or cut the stream; only what comes afterwards counts.
      }
      if (!signal.aborted) await delay(AGAIN_MS);
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const headers = { Accept: this.#accept };
    const response = await fetch(`${this.#url()}/events?after=${this.#last}${this.#filter}`, {
      headers,
      signal,
    });
    if (!response.ok || response.body === null) throw new Error(`The bus answered ${response.status}.`);
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    for await (const line of createInterface({ input: body })) {
      const json = line.startsWith('data:') ? line.slice('data:'.length) : line;
      if (!json.trimStart().startsWith('{')) continue;
      // A truncated line cannot be parsed: the stream broke there.
      this.#take(JSON.parse(json) as Entry | { checkpoint: number });
    }
  }

  #take(line: Entry | { checkpoint: number }): void {
    if ('position' in line) {
      const { position, source, id } = line;
      const isLate = this.#filter !== '' && position <= this.#last;
      if (!isLate) this.seen.push({ position, source, id });
      this.#last = position;
    } else this.#last = Math.max(this.#last, line.checkpoint);
  }
}
