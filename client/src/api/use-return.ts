import { useEffect, useRef } from 'react';
import { ApiProblem } from './api-problem';
import { useServiceState } from './service-status';

/** Calls `onReturn` once the service that caused `error` was seen away, and then is back: what failed then is no news any more. */
export function useReturn(error: Error | null, onReturn: () => void): void {
  const away = error instanceof ApiProblem && error.isUnavailable ? error.service : undefined;
  const service = away === 'lab' ? undefined : away;
  const state = useServiceState(service);
  const wasAway = useRef(false);
  const returned = useRef(onReturn);
  useEffect(() => {
    returned.current = onReturn;
  });
  useEffect(() => {
    if (state === 'ready' && wasAway.current) returned.current();
    wasAway.current = state !== 'ready' && state !== 'unknown';
  }, [state]);
}
