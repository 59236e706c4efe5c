import { useEffect, useRef, useState } from 'react';
import { type Subscriber, useSubscribers } from '../api/subscribers';
import { keepSeen, lastSeen } from './last-seen';

const LOOK_MS = 1_000;
/** What is kept for the next visit may be so old. */
const KEEP_MS = 5_000;

export interface KnownSubscribers {
  readonly subscribers: readonly Subscriber[];
  /** When the bus said so, in milliseconds since 1970; undefined if it never has. */
  readonly seenMs: number | undefined;
  /** Whether it says so now. */
  readonly isCurrent: boolean;
  /** Nothing is known yet, and the bus has not answered yet. */
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** What the bus says of its subscribers, every second; what it said last, also in an earlier visit, while it says nothing. */
export function useKnownSubscribers(): KnownSubscribers {
  const looks = useSubscribers(LOOK_MS);
  const [earlier] = useState(lastSeen);
  const keptMs = useRef(0);
  const { data, dataUpdatedAt } = looks;
  useEffect(() => {
    if (data === undefined || dataUpdatedAt < keptMs.current + KEEP_MS) return;
    keptMs.current = dataUpdatedAt;
    keepSeen({ atMs: dataUpdatedAt, subscribers: data });
  }, [data, dataUpdatedAt]);
  return {
    subscribers: data ?? earlier?.subscribers ?? [],
    seenMs: data === undefined ? earlier?.atMs : dataUpdatedAt,
    isCurrent: looks.isSuccess,
    isPending: looks.isPending,
    error: looks.error,
  };
}
