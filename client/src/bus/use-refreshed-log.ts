import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

/** Asks which log the bus has whenever it comes back: another one, of a bus begun anew, replaces all that is shown. */
export function useRefreshedLog(isAway: boolean): void {
  const queryClient = useQueryClient();
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway) void queryClient.invalidateQueries({ queryKey: ['bus', 'log'] });
    wasAway.current = isAway;
  }, [isAway, queryClient]);
}
