import type { CloudEvent } from '@blog/service-kit';

/** An event to publish, as the JSON text that every system gets. */
export interface Sample {
  readonly id: string;
  readonly type: string;
  readonly json: string;
}

/** Called with each parsed event; only our bus includes its position. */
export type Handler = (event: { readonly id: string; readonly position?: number }) => void;

export interface Following {
  stop(): Promise<void>;
}

/** A system under measurement, from its client's view. Methods it does not support are undefined. */
export interface EventSystem {
  /** Resolves once the event is acknowledged. @throws Error  it was refused, or is a duplicate */
  publish(sample: Sample): Promise<void>;
  /** Publishes the object: serializing it is part of the work. */
  publishEvent?(event: CloudEvent): Promise<void>;
  /** Publishes all or nothing, in order. */
  publishBatch?(samples: readonly Sample[]): Promise<void>;
  /** Number of stored events. */
  head?(): Promise<number>;
  /** The id of the event at a position, from 1. @throws Error  there is none */
  idAt?(position: number): Promise<string>;
  /**
   * Calls `handle` with every event after the first `after`, in order, then with new ones; resolves once it has started. An
   * error ends the process. With `types`, if the system supports it, only events of these types; `onCheckpoint` reports the
   * position reached.
   */
  follow?(options: {
    after: number;
    handle: Handler;
    types?: readonly string[] | undefined;
    onCheckpoint?: ((position: number) => void) | undefined;
  }): Promise<Following>;
  /** The ids of all stored events, in order, for a system that cannot be read back by following. */
  storedIds?(): Promise<string[]>;
  /** Whether followers may get events out of order. */
  readonly isUnordered?: boolean;
  close(): Promise<void>;
}

export interface Address {
  readonly url: string;
  /** Ports of the listeners, for a system that pushes to a fixed list. */
  readonly listenerPorts: readonly number[];
}

export type OpenEventSystem = (address: Address) => Promise<EventSystem>;
