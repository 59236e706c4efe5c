import type { EventLog } from './event-log';

/** Resolves once the log has an event after `position`, when `signal` is aborted, or after `timeoutMs`. */
export function waitForAppend(
  log: EventLog,
  position: number,
  signal: AbortSignal,
  timeoutMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  return new Promise((resolve) => {
    let isOver = false;
    const look = () => {
      if (log.head <= position && !signal.aborted && !isOver) return;
      stopListening();
      signal.removeEventListener('abort', look);
      clearTimeout(timer);
      resolve();
    };
    const end = () => {
      isOver = true;
      look();
    };
    const timer = timeoutMs === Number.POSITIVE_INFINITY ? undefined : setTimeout(end, timeoutMs);
    const stopListening = log.onAppend(look);
    signal.addEventListener('abort', look);
    look();
  });
}
