import type { AccountState } from '@blog/lab/account';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request, requestJson } from '../api/request';

const LOOK_MS = 1_000;

/**
 * The account of what was accepted, read every second while the page is looked at; undefined until it was. `path` is where the lab has
 * it, `run` tells those apart that it has there one after the other.
 */
export function useAccount(path: '/account' | '/classic/account' = '/account', run = '') {
  const client = useQueryClient();
  const queryKey = ['lab', path, run];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => requestJson<AccountState>('lab', path, { signal }),
    refetchInterval: LOOK_MS,
  });
  const restart = useMutation({
    mutationFn: () => request('lab', path, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return { account: data, restart: () => restart.mutate() };
}
