import type { CloudEvent } from '@blog/service-kit';

/** An event to publish: the text that every system gets. */
export interface Sample {
  readonly id: string;
  readonly type: string;
  readonly json: string;
}

/** What a handler is given: the event, parsed; our bus says its position as well. */
export type Handler = (event: { readonly id: string; readonly position?: number }) => void;

export interface Following {
  stop(): Promise<void>;
}

/** A system under measurement, as its client sees it. What it cannot do it leaves out. */
export interface EventSystem {
  /** Resolves once the event is acknowledged. @throws Error  it was not, or it was known already */
  publish(sample: Sample): Promise<void>;
  /** Publishes the object itself: making its text is part of the work. */
  publishEvent?(event: CloudEvent): Promise<void>;
  /** Publishes all or nothing, in order. */
  publishBatch?(samples: readonly Sample[]): Promise<void>;
  /** How many events it holds. */
  head?(): Promise<number>;
  /** The id of the event at a position, of 1, 2, 3 … @throws Error  there is none */
  idAt?(position: number): Promise<string>;
  /**
   * Hands over every event after the first `after`, in order, then those that come; resolves once it has begun. What
   * breaks it ends the process. With `types`, where a system has such followers, those alone; `onCheckpoint` is told how far
   * it came through the others.
   */
  follow?(options: {
    after: number;
    handle: Handler;
    types?: readonly string[] | undefined;
    onCheckpoint?: ((position: number) => void) | undefined;
  }): Promise<Following>;
  /** The id of every event that it holds, in order, where that is not read by following. */
  storedIds?(): Promise<string[]>;
  /** Whether followers may get events in another order than they were published in. */
  readonly isUnordered?: boolean;
  close(): Promise<void>;
}

export interface Address {
  readonly url: string;
  /** Where a system that pushes to a list of its own finds its listeners. */
  readonly listenerPorts: readonly number[];
}

export type OpenEventSystem = (address: Address) => Promise<EventSystem>;
