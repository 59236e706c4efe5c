/** A part that is slower than this, or frozen, counts as away. */
const ANSWER_MS_MAX = 5_000;
/** The classic system answers with everything that it has; larger answers are not read. */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;
/** Pause after a read, as a multiple of its duration: a read is work for both the part and the lab. */
const PAUSE_TIMES = 5;
const PAUSE_MS_MIN = 100;
const PAUSE_MS_MAX = 2_000;

/** Reads a URL of the classic system; undefined if it cannot be read, or `take` throws. */
export async function readClassic<Value>(
  url: string,
  take: (body: Buffer) => Value,
  signal: AbortSignal,
): Promise<Value | undefined> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
    });
    const bytes = Number(response.headers.get('content-length'));
    if (response.ok && bytes <= ANSWER_BYTES_MAX) return take(Buffer.from(await response.arrayBuffer()));
    await response.body?.cancel();
    return undefined;
  } catch {
    return undefined;
  }
}

interface ClassicReadOptions<Value> {
  readonly url: string;
  /** Handles each answer. @throws  it is not as expected */
  readonly take: (body: Buffer) => Value;
  readonly nowMs: () => number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Reads the same URL repeatedly, one read for all callers, and not too often. */
export class ClassicRead<Value> {
  readonly #options: ClassicReadOptions<Value>;
  #nextMs = 0;
  /** The read that has not begun yet, which will reflect the state from now on. */
  #toCome: Promise<Value | undefined> | undefined;
  #last: { readonly value: Value | undefined; readonly beganMs: number } | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: ClassicReadOptions<Value>) {
    this.#options = options;
  }

  /** The state at some time after this call; undefined if it cannot be read. */
  next(signal: AbortSignal): Promise<Value | undefined> {
    this.#toCome ??= this.#running.then(() => this.#read(signal));
    this.#running = this.#toCome;
    return this.#toCome;
  }

  /** The state of at most `ageMs` ago. */
  recent(ageMs: number, signal: AbortSignal): Promise<Value | undefined> {
    const { nowMs } = this.#options;
    if (this.#last !== undefined && nowMs() - this.#last.beganMs <= ageMs) {
      return Promise.resolve(this.#last.value);
    }
    return this.next(signal);
  }

  async #read(signal: AbortSignal): Promise<Value | undefined> {
    const { url, take, nowMs, pause } = this.#options;
    await pause(Math.max(0, this.#nextMs - nowMs()), signal);
    this.#toCome = undefined;
    const beganMs = nowMs();
    const value = await readClassic(url, take, signal);
    this.#last = { value, beganMs };
    const pauseMs = PAUSE_TIMES * (nowMs() - beganMs);
    this.#nextMs = nowMs() + Math.min(Math.max(pauseMs, PAUSE_MS_MIN), PAUSE_MS_MAX);
    return value;
  }
}
