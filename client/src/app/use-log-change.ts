import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { logResets } from '../api/log-resets';
import { useServiceStatuses } from '../api/service-status';
import { ownWrites } from '../blog/own-writes-store';

/** Minimum time between resets, so that replicas which disagree about the log cannot make the page unreadable. */
const CHANGE_MS_MIN = 5_000;

/**
 * Counts how often the log was replaced: the bus returned with another log (as after its data was deleted) or another epoch
 * of it (as after a restored backup), or a service reported that it does not know the page's position. Everything read or
 * written here then belongs to the old log and is dropped. Use the count as a React key to start views from scratch.
 */
export function useLogChange(): number {
  const client = useQueryClient();
  const logId = useServiceStatuses().find(({ service }) => service === 'event-bus')?.logId;
  const known = useRef<string | undefined>(undefined);
  const [changes, setChanges] = useState(0);
  const startOver = useCallback(() => {
    ownWrites.clear();
    client.removeQueries();
    setChanges((count) => count + 1);
  }, [client]);
  useEffect(() => {
    if (logId === undefined || logId === known.current) return;
    if (known.current !== undefined) startOver();
    known.current = logId;
  }, [logId, startOver]);
  useEffect(() => {
    let earliestMs = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = logResets.subscribe(() => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          earliestMs = performance.now() + CHANGE_MS_MIN;
          // The log's id is asked for again.
          known.current = undefined;
          startOver();
        },
        Math.max(0, earliestMs - performance.now()),
      );
    });
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [startOver]);
  return changes;
}
