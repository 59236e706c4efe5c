import type { EventLog } from './event-log';

/** Resolves once the log has an event after `position`, or when `signal` is aborted. */
export function waitForAppend(log: EventLog, position: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (log.head <= position && !signal.aborted) return;
      stopListening();
      signal.removeEventListener('abort', look);
      resolve();
    };
    const stopListening = log.onAppend(look);
    signal.addEventListener('abort', look);
    look();
  });
}
