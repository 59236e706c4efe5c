import type { AccountState } from '@blog/lab/account';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request, requestJson } from '../api/request';

const LOOK_MS = 1_000;

interface Options {
  /** Where the lab has it. */
  readonly path?: '/account' | '/classic/account';
  /** Tells those apart that the lab has there one after the other. */
  readonly run?: string;
  readonly isWanted?: boolean;
}

/** The account of what was accepted, read every second while it is wanted and the page is looked at; undefined until it was. */
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
