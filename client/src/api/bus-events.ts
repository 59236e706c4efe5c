/** An event of the log as the bus serves it (CloudEvents 1.0, JSON). Times are RFC 3339, UTC. */
export interface LogEvent {
  readonly position: number;
  readonly storedtime: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time?: string;
  readonly causationid?: string;
  readonly data?: unknown;
}
