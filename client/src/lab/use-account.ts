import type { AccountState } from '@blog/lab/account';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request, requestJson } from '../api/request';

const LOOK_MS = 1_000;

interface Options {
  /** Path within the lab. */
  readonly path?: '/account' | '/classic/account';
  /** Distinguishes consecutive accounts at the same path. */
  readonly run?: string;
  readonly isWanted?: boolean;
}

/** The account of accepted writes, read every second while wanted and the page is visible; undefined before the first answer. */
export function useAccount({ path = '/account', run = '', isWanted = true }: Options = {}) {
  const client = useQueryClient();
  const queryKey = ['lab', path, run];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => requestJson<AccountState>('lab', path, { signal }),
    enabled: isWanted,
    refetchInterval: LOOK_MS,
  });
  const restart = useMutation({
    mutationFn: () => request('lab', path, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return { account: data, restart: () => restart.mutate() };
}
