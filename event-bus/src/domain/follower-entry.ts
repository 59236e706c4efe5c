import type { FollowerRecord } from './follower-store';

/** A follower that does not report is established once it was connected for this long in total. */
const ESTABLISHED_AFTER_MS = 60_000;
/** An established follower that is down keeps its place for as long as it was connected, at most this long. */
const KNOWN_MS_MAX = 7 * 24 * 3_600_000;
/** A known follower that was connected for this long is not counted in the shares. */
const LONG_KNOWN_AFTER_MS = 24 * 3_600_000;

interface FollowerStream {
  readonly address: string;
  close(): void;
}

/** A listed follower: its record, its open streams, and whether it keeps its place. */
export class FollowerEntry {
  /** Whether it reports its checkpoint, which is believed; otherwise only what was sent to it is known. */
  reports = false;
  savedMs = 0;
  readonly #streams = new Set<FollowerStream>();
  #record: FollowerRecord & { readonly connectedMs: number; readonly connectedAtMs: number };

  private constructor(record: FollowerRecord) {
    // Records of earlier builds lack these fields: such followers count as established.
    const { established = true, lastSeenMs } = record;
    const { connectedMs = established ? KNOWN_MS_MAX : 0, connectedAtMs = lastSeenMs } = record;
    this.#record = { ...record, established, connectedMs, connectedAtMs };
  }

  /** The entry of a stored follower. */
  static from(record: FollowerRecord): FollowerEntry {
    const entry = new FollowerEntry(record);
    entry.savedMs = record.lastSeenMs;
    return entry;
  }

  /** The entry of a new follower. */
  static of(newcomer: { name: string; instance: string; address: string }, nowMs: number): FollowerEntry {
    const { name, instance, address } = newcomer;
    const shown = { name, instance, position: 0, error: null, lastSeenMs: nowMs };
    return new FollowerEntry({ ...shown, address, established: false });
  }

  get record(): FollowerRecord {
    return this.#record;
  }

  get connections(): number {
    return this.#streams.size;
  }

  get shares(): readonly string[] {
    return [this.#record.address ?? '', this.#record.name];
  }

  /** Adds an open stream; call what it returns when that has ended. */
  connect(stream: FollowerStream, nowMs: number): () => void {
    const own = { ...stream };
    if (this.connections === 0) {
      this.#record = { ...this.#record, address: stream.address, connectedAtMs: nowMs };
    }
    this.#streams.add(own);
    return () => {
      this.#streams.delete(own);
    };
  }

  closeStreams(): void {
    for (const { close } of [...this.#streams]) close();
  }

  /** Records that it was seen, and what has changed. */
  update(change: Partial<FollowerRecord>, nowMs: number): void {
    const isConnected = this.connections > 0;
    const connectedMs = this.connectedMs(nowMs);
    const connectedAtMs = isConnected ? nowMs : this.#record.connectedAtMs;
    const isSettled = (this.reports && isConnected) || connectedMs >= ESTABLISHED_AFTER_MS;
    const established = this.#record.established === true || isSettled;
    this.#record = { ...this.#record, ...change, established, connectedMs, connectedAtMs, lastSeenMs: nowMs };
  }

  /** How long it has been connected, in total. */
  connectedMs(nowMs: number): number {
    const { connectedMs, connectedAtMs } = this.#record;
    return connectedMs + (this.connections > 0 ? Math.max(0, nowMs - connectedAtMs) : 0);
  }

  /** Whether it is established, and either connected or down for less time than it was connected (at most 7 days). */
  isKnown(nowMs: number): boolean {
    const { established, connectedMs, connectedAtMs } = this.#record;
    if (established !== true) return false;
    return this.connections > 0 || nowMs - connectedAtMs < Math.min(KNOWN_MS_MAX, connectedMs);
  }

  isLongKnown(nowMs: number): boolean {
    return this.isKnown(nowMs) && this.connectedMs(nowMs) >= LONG_KNOWN_AFTER_MS;
  }
}
