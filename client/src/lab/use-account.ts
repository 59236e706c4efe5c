import type { AccountState } from '@blog/lab/account';
import { useQuery } from '@tanstack/react-query';
import { requestJson } from '../api/request';

const LOOK_MS = 1_000;

/** What became of everything that was accepted, asked for every second while it is wanted. */
export function useAccount({ isActive }: { isActive: boolean }): AccountState | undefined {
  const { data } = useQuery({
    queryKey: ['lab', 'account'],
    queryFn: ({ signal }) => requestJson<AccountState>('lab', '/account', { signal }),
    enabled: isActive,
    refetchInterval: LOOK_MS,
  });
  return data;
}
