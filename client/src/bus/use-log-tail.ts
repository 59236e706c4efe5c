import { useEffect, useState } from 'react';
import type { LogNow } from '../api/read-log';
import { appendToTail, emptyTail, type LogTail } from './log-tail';
import { streamSummaries } from './stream-summaries';

/**
 * The newest events, live, after the head that was found first. `isAway` is true from when the bus could not be reached
 * until it can be again.
 */
export function useLogTail(found: LogNow): { tail: LogTail; isAway: boolean } {
  const [{ head: after, epoch }] = useState(found);
  const [tail, setTail] = useState(() => emptyTail(after));
  const [isAway, setAway] = useState(false);
  useEffect(
    () =>
      streamSummaries({
        after,
        epoch,
        onEvents: (events) => setTail((current) => appendToTail(current, events)),
        onState: (state) => {
          if (state !== 'connecting') setAway(state === 'waiting');
        },
      }),
    [after, epoch],
  );
  return { tail, isAway };
}
