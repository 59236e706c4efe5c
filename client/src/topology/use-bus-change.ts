import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useReturn } from '../api/use-return';

/** Runs an action on the bus, then reads its subscribers again; an error is cleared once the bus is back. */
export function useBusChange() {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (action: () => Promise<void>) => action(),
    onSettled: () => client.invalidateQueries({ queryKey: ['subscribers'] }),
  });
  useReturn(change.error, change.reset);
  return change;
}
