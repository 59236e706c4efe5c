import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

/** Asks which log the bus has whenever it comes back: a different one replaces everything shown. */
export function useRefreshedLog(isAway: boolean): void {
  const queryClient = useQueryClient();
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway) void queryClient.invalidateQueries({ queryKey: ['bus', 'log'] });
    wasAway.current = isAway;
  }, [isAway, queryClient]);
}
