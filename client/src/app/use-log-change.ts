import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useServiceStatuses } from '../api/service-status';
import { ownWrites } from '../blog/own-writes-store';

/**
 * How often the bus has come back with another log, as one that was begun anew has. Everything that was read or written
 * here then belongs to a log that is no more, and is forgotten; who shows it begins anew if this number is its key.
 */
export function useLogChange(): number {
  const client = useQueryClient();
  const logId = useServiceStatuses().find(({ service }) => service === 'event-bus')?.logId;
  const known = useRef<string | undefined>(undefined);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    if (logId === undefined || logId === known.current) return;
    if (known.current !== undefined) {
      ownWrites.clear();
      client.removeQueries();
      setChanges((count) => count + 1);
    }
    known.current = logId;
  }, [logId, client]);
  return changes;
}
