/** Scans may block the event loop for this long plus the rest of a block; then everything else gets a turn. */
const BUSY_MS_MAX = 1;

/** A read that waits longer for its engine gives up its turn: other readers may need other blocks. */
const WAIT_MS_MAX = 5;
/** Maximum reads without a turn: their results arrive without one, perhaps all at the same time. */
const WAITING_MAX = 64;

/** Known followers do not queue behind the scans of all others: the two lanes take turns. */
export type ScanLane = 'known' | 'others';

/**
 * Shares the event loop among all readers of the log: one block of one reader at a time, first come first served in each
 * lane, and for a bounded time in each turn of the event loop, however many readers there are.
 */
export class ScanTurns {
  readonly #waiting: Readonly<Record<ScanLane, (() => void)[]>> = { known: [], others: [] };
  #next: ScanLane = 'known';
  #isTaken = false;
  /** Reads under way that gave up their turn. */
  #waitingReads = 0;
  /** When the first scan of this turn of the event loop began. */
  #turnMs: number | undefined;

  /** Reads a block once it is this reader's turn; resolves undefined, and reads nothing, if `signal` is aborted by then. */
  async take<Result>(
    reader: { lane: ScanLane; signal: AbortSignal },
    read: () => Promise<Result>,
  ): Promise<Result | undefined> {
    await new Promise<void>((resolve) => {
      this.#waiting[reader.lane].push(resolve);
      this.#serve();
    });
    if (reader.signal.aborted) {
      this.#giveBack();
      return undefined;
    }
    let hasTurn = true;
    const overdue = setTimeout(() => {
      if (this.#waitingReads >= WAITING_MAX) return;
      hasTurn = false;
      this.#waitingReads += 1;
      this.#giveBack();
    }, WAIT_MS_MAX);
    try {
      return await read();
    } finally {
      clearTimeout(overdue);
      if (hasTurn) this.#giveBack();
      else this.#waitingReads -= 1;
    }
  }

  #giveBack(): void {
    this.#isTaken = false;
    this.#serve();
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
