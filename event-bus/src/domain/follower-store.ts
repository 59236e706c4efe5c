/** A follower as it is stored. `error` is why it stopped permanently, or null. Times are in milliseconds since 1970. */
export interface FollowerRecord {
  readonly name: string;
  readonly instance: string;
  readonly position: number;
  readonly error: string | null;
  /** How many events it has set aside, and why the first of them was. Records of earlier builds lack both. */
  readonly setAside?: number;
  readonly setAsideReason?: string | null;
  /** Whether it is established, see `Followers`. Records of earlier builds lack this field and the following ones. */
  readonly established?: boolean;
  /** How long it has been connected, in total. */
  readonly connectedMs?: number;
  /** When it was last connected, or first seen if it never was. */
  readonly connectedAtMs?: number;
  /** Its address, see `clientAddress`. */
  readonly address?: string;
  readonly lastSeenMs: number;
}

/** Stores followers across restarts, so that those that are down stay listed. */
export interface FollowerStore {
  list(): FollowerRecord[];
  save(record: FollowerRecord): Promise<void>;
  remove(follower: { name: string; instance: string }): Promise<void>;
}
