import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, send } from '../api/call';

const LOOK_MS = 1_000;

interface Options {
  /** Where the lab has it. */
  readonly path?: '/lab/account' | '/lab/classic/account';
  /** Tells those apart that the lab has there one after the other. */
  readonly run?: string;
  readonly isWanted?: boolean;
}

/** The account of what was accepted, read every second while it is wanted and the page is looked at; undefined until it was. */
export function useAccount({ path = '/lab/account', run = '', isWanted = true }: Options = {}) {
  const client = useQueryClient();
  const queryKey = ['lab', path, run];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => call('lab', `GET ${path}`, { signal }),
    enabled: isWanted,
    refetchInterval: LOOK_MS,
  });
  const restart = useMutation({
    mutationFn: () => send('lab', `DELETE ${path}`),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return { account: data, restart: () => restart.mutate() };
}
