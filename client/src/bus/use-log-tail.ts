import { useEffect, useState } from 'react';
import { appendToTail, emptyTail, type LogTail } from './log-tail';
import { streamSummaries } from './stream-summaries';

/**
 * The newest events as they happen, after the head that was found first. `isAway` from the moment that the bus could
 * not be reached until it can be again.
 */
export function useLogTail(headFound: number): { tail: LogTail; isAway: boolean } {
  const [after] = useState(headFound);
  const [tail, setTail] = useState(() => emptyTail(after));
  const [isAway, setAway] = useState(false);
  useEffect(
    () =>
      streamSummaries({
        after,
        onEvents: (events) => setTail((current) => appendToTail(current, events)),
        onState: (state) => {
          if (state !== 'connecting') setAway(state === 'waiting');
        },
      }),
    [after],
  );
  return { tail, isAway };
}
