import type { Address } from '../event-system';

export interface Server {
  readonly address: Address;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A system that can be started here. */
export interface Peer {
  /** Name, version and settings, as the table's notes say them. */
  readonly what: string;
  /** Why it cannot run here; undefined if it can. */
  readonly missing?: string | undefined;
  /** Starts it with `folder` for its data, which is empty or what a stopped one left; `listeners` is how many of them it pushes to. */
  start(options: { folder: string; listeners: number }): Promise<Server>;
}
