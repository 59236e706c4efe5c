import { useQuery } from '@tanstack/react-query';

const WAYS = ['npm', 'compose', 'kubernetes', 'kubernetes-scale'] as const;

/** How the services were started, where the page cannot control them itself; the namespace is that of Kubernetes. */
export interface StartedBy {
  readonly way: (typeof WAYS)[number];
  readonly namespace: string | undefined;
}

/** What the page's own server says of it; undefined while it does not, or where it does not know. */
export function useStartedBy({ isWanted }: { isWanted: boolean }): StartedBy | undefined {
  const { data } = useQuery({
    queryKey: ['started by'],
    queryFn: ({ signal }) => readStartedBy(signal),
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? undefined;
}

async function readStartedBy(signal: AbortSignal): Promise<StartedBy | null> {
  const response = await fetch('/started-by.json', { signal });
  // A server that knows nothing of it has nothing to say, however often it is asked.
  return response.ok ? parseStartedBy(await response.json()) : null;
}

/** Takes nothing but what is known: commands are made of it. */
export function parseStartedBy(value: unknown): StartedBy | null {
  if (typeof value !== 'object' || value === null) return null;
  const { startedBy, namespace } = value as Readonly<Record<string, unknown>>;
  const way = WAYS.find((each) => each === startedBy);
  if (way === undefined) return null;
  const isName = typeof namespace === 'string' && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace);
  return { way, namespace: isName ? namespace : undefined };
}
