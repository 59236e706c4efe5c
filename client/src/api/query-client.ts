import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api-problem';

const RETRY_MS = 2_000;

/**
 * Whatever failed is asked for again every RETRY_MS, so that the page recovers by itself; what was there stays. A
 * service that does not answer is looked at again at once, so that its absence is said without delay.
 */
export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    if (!(error instanceof ApiProblem) || !error.isUnavailable) return;
    void client.invalidateQueries({ queryKey: ['readyz', error.service] });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        // What is shown is live; a window that is looked at again goes on where its stream was.
        refetchOnWindowFocus: false,
        refetchInterval: ({ state }) => (state.status === 'error' ? RETRY_MS : false),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}
