/** Scans may block the event loop for this long, and the rest of a block; then everything else has its turn. */
const BUSY_MS_MAX = 1;

/** Followers that the bus knows do not queue behind the scans of everybody else: these two take turns. */
export type ScanLane = 'known' | 'others';

/**
 * Shares the event loop among all who read the log: one block of one reader at a time, first come first served in each
 * lane, and for a bounded time in each turn of the event loop, however many readers there are.
 */
export class ScanTurns {
  readonly #waiting: Readonly<Record<ScanLane, (() => void)[]>> = { known: [], others: [] };
  #next: ScanLane = 'known';
  #isTaken = false;
  /** When the first scan of this turn of the event loop began. */
  #turnMs: number | undefined;

  /** Reads a block once it is this reader's turn; undefined, and nothing is read, if `signal` is aborted by then. */
  async take<Result>(
    reader: { lane: ScanLane; signal: AbortSignal },
    read: () => Promise<Result>,
  ): Promise<Result | undefined> {
    await new Promise<void>((resolve) => {
      this.#waiting[reader.lane].push(resolve);
      this.#serve();
    });
    try {
      return reader.signal.aborted ? undefined : await read();
    } finally {
      this.#isTaken = false;
      this.#serve();
    }
  }

  #serve(): void {
    if (this.#isTaken) return;
    const now = performance.now();
    if (this.#turnMs !== undefined && now - this.#turnMs >= BUSY_MS_MAX) return;
    const begin = this.#takeFirst();
    if (begin === undefined) return;
    if (this.#turnMs === undefined) {
      this.#turnMs = now;
      setImmediate(() => {
        this.#turnMs = undefined;
        this.#serve();
      });
    }
    this.#isTaken = true;
    begin();
  }

  #takeFirst(): (() => void) | undefined {
    const favoured = this.#next;
    const other: ScanLane = favoured === 'known' ? 'others' : 'known';
    this.#next = other;
    return this.#waiting[favoured].shift() ?? this.#waiting[other].shift();
  }
}
