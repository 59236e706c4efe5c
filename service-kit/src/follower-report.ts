/** What a follower reports to the bus: its checkpoint, why it stopped, and what it has set aside. */
export interface FollowerReport {
  readonly checkpoint: number;
  readonly error: string | null;
  readonly setAside: number;
  readonly setAsideReason: string | null;
}
