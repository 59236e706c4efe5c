import { useEffect, useRef, useState } from 'react';
import { type Subscriber, useSubscribers } from '../api/subscribers';
import { keepSeen, lastSeen } from './last-seen';

const LOOK_MS = 1_000;
/** Maximum age of what is stored for the next visit. */
const KEEP_MS = 5_000;

export interface KnownSubscribers {
  readonly subscribers: readonly Subscriber[];
  /** When the bus last reported, in milliseconds since 1970; undefined if it never has. */
  readonly seenMs: number | undefined;
  /** False if the report is an earlier one. */
  readonly isCurrent: boolean;
  /** True while nothing is known and the bus has not answered yet. */
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** The bus's subscribers, read every second; while the bus does not answer, its last report, even from an earlier visit. */
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
