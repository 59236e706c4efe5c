import type { Address } from '../event-system';

export interface Server {
  readonly address: Address;
  readonly pid: number;
  stop(): Promise<void>;
  /**
   * Of a bus whose log is elsewhere: stops it alone, and leaves its folder or deletes it; what this resolves with starts it
   * again.
   */
  stopBus?(options: { keepsFolder: boolean }): Promise<() => Promise<Server>>;
  /** The process that keeps its log, if that is another one. */
  readonly logPid?: number;
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
