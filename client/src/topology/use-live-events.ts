import { useEffect, useRef, useState } from 'react';
import type { LogEvent } from '../api/bus-events';
import { readLog } from '../api/read-log';
import { streamLog } from '../api/stream-log';

const RETRY_MS = 2_000;

/** Receives events live, in order. Returns the head of the log, and whether the stream is connected. */
export function useLiveEvents(onEvents: (events: readonly LogEvent[]) => void) {
  const [head, setHead] = useState<number>();
  const [isLive, setLive] = useState(false);
  const latest = useRef(onEvents);
  useEffect(() => {
    latest.current = onEvents;
  });
  useEffect(() => {
    const leaving = new AbortController();
    let stop = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function begin(): Promise<void> {
      try {
        const { head: after, epoch } = await readLog(leaving.signal);
        setHead(after);
        stop = streamLog({
          after,
          epoch,
          onState: (state) => setLive(state === 'open'),
          onEvents: (events) => {
            setHead(events.at(-1)?.position);
            latest.current(events);
          },
        });
      } catch {
        if (!leaving.signal.aborted) timer = setTimeout(begin, RETRY_MS);
      }
    }
    void begin();
    return () => {
      leaving.abort();
      clearTimeout(timer);
      stop();
    };
  }, []);
  return { head, isLive };
}
