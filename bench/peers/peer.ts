import type { Address } from '../event-system';

export interface Server {
  readonly address: Address;
  readonly pid: number;
  stop(): Promise<void>;
  /**
   * For a bus with an external log: stops only the bus and keeps or deletes its folder; resolves with a function that restarts
   * it.
   */
  stopBus?(options: { keepsFolder: boolean }): Promise<() => Promise<Server>>;
  /** The process that keeps its log, if it is another one. */
  readonly logPid?: number;
}

/** A system that can be started on this machine. */
export interface Peer {
  /** Name, version and settings for the table's notes. */
  readonly what: string;
  /** Why it cannot run here; undefined if it can. */
  readonly missing?: string | undefined;
  /**
   * Starts it with data folder `folder`, which is empty or a stopped server's; `listeners` is the number of listeners it pushes
   * to.
   */
  start(options: { folder: string; listeners: number }): Promise<Server>;
}
