import type { FollowerRecord } from './follower-store';

/** A follower that only reads is established once it has been connected for so long. */
const ESTABLISHED_AFTER_MS = 60_000;
/** An established follower that is down keeps its place for as long as it was connected, at most so long. */
const KNOWN_MS_MAX = 7 * 24 * 3_600_000;
/** A known follower that was connected for so long takes no part in the shares. */
const LONG_KNOWN_AFTER_MS = 24 * 3_600_000;

interface FollowerStream {
  readonly address: string;
  close(): void;
}

/** A follower on the list: what is remembered of it, its open streams, and the place that it has earned. */
export class FollowerEntry {
  /** Followers that report their checkpoint are believed; of others only what was sent is known. */
  reports = false;
  savedMs = 0;
  readonly #streams = new Set<FollowerStream>();
  #record: FollowerRecord & { readonly connectedMs: number; readonly connectedAtMs: number };

  private constructor(record: FollowerRecord) {
    // Earlier builds counted nothing, or did not tell fakes from followers: those are believed.
    const { established = true, lastSeenMs } = record;
    const { connectedMs = established ? KNOWN_MS_MAX : 0, connectedAtMs = lastSeenMs } = record;
    this.#record = { ...record, established, connectedMs, connectedAtMs };
  }

  /** One that is remembered. */
  static from(record: FollowerRecord): FollowerEntry {
    const entry = new FollowerEntry(record);
    entry.savedMs = record.lastSeenMs;
    return entry;
  }

  /** One that nobody knows yet. */
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

  /** Notes that it was seen, and what is new of it. */
  update(change: Partial<FollowerRecord>, nowMs: number): void {
    const isConnected = this.connections > 0;
    const connectedMs = this.connectedMs(nowMs);
    const connectedAtMs = isConnected ? nowMs : this.#record.connectedAtMs;
    const isSettled = (this.reports && isConnected) || connectedMs >= ESTABLISHED_AFTER_MS;
    const established = this.#record.established === true || isSettled;
    this.#record = { ...this.#record, ...change, established, connectedMs, connectedAtMs, lastSeenMs: nowMs };
  }

  /** For how long it has been connected, in total. */
  connectedMs(nowMs: number): number {
    const { connectedMs, connectedAtMs } = this.#record;
    return connectedMs + (this.connections > 0 ? Math.max(0, nowMs - connectedAtMs) : 0);
  }

  /** Whether it is established, and connected or not down for longer than it has earned. */
  isKnown(nowMs: number): boolean {
    const { established, connectedMs, connectedAtMs } = this.#record;
    if (established !== true) return false;
    return this.connections > 0 || nowMs - connectedAtMs < Math.min(KNOWN_MS_MAX, connectedMs);
  }

  isLongKnown(nowMs: number): boolean {
    return this.isKnown(nowMs) && this.connectedMs(nowMs) >= LONG_KNOWN_AFTER_MS;
  }
}
