import { QueryClient } from '@tanstack/react-query';

const RETRY_MS = 2_000;

/** Whatever failed is asked for again every RETRY_MS, so that the page recovers by itself; what was there stays. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
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
}
