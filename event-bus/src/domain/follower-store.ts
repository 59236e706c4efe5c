/** What is remembered of a follower. `error` is why it stopped for good, or null. A time is in milliseconds since 1970. */
export interface FollowerRecord {
  readonly name: string;
  readonly instance: string;
  readonly position: number;
  readonly error: string | null;
  /** How many events it has set aside, and why the first of them was; what earlier builds stored has neither. */
  readonly setAside?: number;
  readonly setAsideReason?: string | null;
  /** Whether it has shown that it is a follower for good, see `Followers`; this and what follows is not in records of earlier builds. */
  readonly established?: boolean;
  /** For how long it has been connected, in total. */
  readonly connectedMs?: number;
  /** When it was connected last, or when it came if it never was. */
  readonly connectedAtMs?: number;
  /** Where it came from, see `clientAddress`. */
  readonly address?: string;
  readonly lastSeenMs: number;
}

/** Remembers followers across restarts, so that those that are down stay listed. */
export interface FollowerStore {
  list(): FollowerRecord[];
  save(record: FollowerRecord): Promise<void>;
  remove(follower: { name: string; instance: string }): Promise<void>;
}
