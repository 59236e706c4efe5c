import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { logResets } from '../api/log-resets';
import { useServiceStatuses } from '../api/service-status';
import { ownWrites } from '../blog/own-writes-store';

/** So that replicas which do not agree about the log cannot keep the page from being read. */
const CHANGE_MS_MIN = 5_000;

/**
 * How often the bus has come back with another log, as one that was begun anew has, or with another epoch of it, as after a backup
 * was restored; or a service said that it does not know where the page was. Everything that was read or written
 * here then belongs to a log that is no more, and is forgotten; who shows it begins anew if this number is its key.
 */
export function useLogChange(): number {
  const client = useQueryClient();
  const logId = useServiceStatuses().find(({ service }) => service === 'event-bus')?.logId;
  const known = useRef<string | undefined>(undefined);
  const [changes, setChanges] = useState(0);
  const beginAnew = useCallback(() => {
    ownWrites.clear();
    client.removeQueries();
    setChanges((count) => count + 1);
  }, [client]);
  useEffect(() => {
    if (logId === undefined || logId === known.current) return;
    if (known.current !== undefined) beginAnew();
    known.current = logId;
  }, [logId, beginAnew]);
  useEffect(() => {
    let earliestMs = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = logResets.subscribe(() => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          earliestMs = performance.now() + CHANGE_MS_MIN;
          // Which log it is will be asked anew.
          known.current = undefined;
          beginAnew();
        },
        Math.max(0, earliestMs - performance.now()),
      );
    });
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [beginAnew]);
  return changes;
}
