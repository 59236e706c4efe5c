import type { Store, Table } from './store';

/** Progress through events that are not wanted is stored after this many events … */
const UNSAVED_EVENTS_MAX = 10_000;
/** … or this long after the last write: storing costs a disk write, and repeating the progress is cheap. */
const UNSAVED_MS_MAX = 30_000;

/** How far a follower has come in which log. */
export interface Checkpoint {
  readonly log: string;
  /** The log's epoch when this position was applied. Checkpoints of earlier builds have none. */
  readonly epoch?: string;
  readonly position: number;
  /** The id of the event at `position`: tells whether the log is still the one that was followed. */
  readonly eventId: string;
  /** Whether the follower had caught up with the log by then; before that, its state is an unfinished rebuild. */
  readonly caughtUp: boolean;
  /** The types that were followed up to here; undefined means all. */
  readonly types?: readonly string[];
}

type Progress = Omit<Checkpoint, 'types'>;

/**
 * Keeps a follower's checkpoint. It is stored in the transaction that stores what the events changed; progress without a change
 * stays in memory and is stored now and then.
 */
export class CheckpointKeeper {
  readonly #store: Store;
  readonly #table: Table<Checkpoint>;
  readonly #types: readonly string[] | undefined;
  readonly #onWrite: (position: number) => void;
  #current: Checkpoint | undefined;
  #savedPosition: number;
  #savedMs = performance.now();

  /** `types` are followed from now on; undefined means all. `onWrite` is called in each transaction that stores a checkpoint. */
  constructor(
    store: Store,
    types: readonly string[] | undefined,
    onWrite: (position: number) => void = () => {},
  ) {
    this.#onWrite = onWrite;
    this.#store = store;
    this.#table = store.table<Checkpoint>('checkpoint');
    this.#types = types && [...types].sort();
    this.#current = this.#table.get('log');
    this.#savedPosition = this.position;
  }

  get current(): Checkpoint | undefined {
    return this.#current;
  }

  /** The last position applied, set aside or passed; 0 before the first. */
  get position(): number {
    return this.#current?.position ?? 0;
  }

  /** The types that are followed now and were not up to here, in words; undefined if there are none. */
  get missed(): string | undefined {
    const { types: followed } = this.#current ?? {};
    if (this.position === 0 || followed === undefined) return undefined;
    if (this.#types === undefined) return `all types but ${followed.join(', ')}`;
    const missed = this.#types.filter((type) => !followed.includes(type));
    return missed.length === 0 ? undefined : missed.join(', ');
  }

  /** Stores progress, inside the transaction of the change. After the commit, call `written` with the result. */
  write(progress: Progress): Checkpoint {
    const checkpoint = this.#checkpointAt(progress);
    void this.#table.put('log', checkpoint);
    this.#onWrite(checkpoint.position);
    return checkpoint;
  }

  written(checkpoint: Checkpoint): void {
    this.#current = checkpoint;
    this.#savedPosition = checkpoint.position;
    this.#savedMs = performance.now();
  }

  /** Notes progress through events that changed nothing. */
  async pass(progress: Progress): Promise<void> {
    const isNews = progress.caughtUp && this.#current?.caughtUp !== true;
    const unsaved = progress.position - this.#savedPosition;
    const isDue = unsaved >= UNSAVED_EVENTS_MAX || performance.now() - this.#savedMs >= UNSAVED_MS_MAX;
    if (isNews || isDue) await this.#save(progress);
    else this.#current = this.#checkpointAt(progress);
  }

  /** Starts at the beginning of the log again, as not caught up. */
  async beginAgain(): Promise<void> {
    const { current } = this;
    if (current !== undefined) {
      await this.#save({ ...current, position: 0, eventId: '', caughtUp: false });
    }
  }

  /** Stores what is only in memory. */
  async flush(): Promise<void> {
    if (this.#current !== undefined && this.position !== this.#savedPosition) await this.#save(this.#current);
  }

  #checkpointAt(progress: Progress): Checkpoint {
    return { ...progress, ...(this.#types && { types: this.#types }) };
  }

  async #save(progress: Progress): Promise<void> {
    this.written(await this.#store.transaction(() => this.write(progress)));
  }
}
