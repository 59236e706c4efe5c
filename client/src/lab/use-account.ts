import type { AccountState } from '@blog/lab/account';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request, requestJson } from '../api/request';

const LOOK_MS = 1_000;
const QUERY_KEY = ['lab', 'account'];

/** The account of what was accepted, read every second while the page is looked at; undefined until it was. */
export function useAccount() {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: QUERY_KEY,
    queryFn: ({ signal }) => requestJson<AccountState>('lab', '/account', { signal }),
    refetchInterval: LOOK_MS,
  });
  const restart = useMutation({
    mutationFn: () => request('lab', '/account', { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: QUERY_KEY }),
  });
  return { account: data, restart: () => restart.mutate() };
}
