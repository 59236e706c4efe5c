import type { LabState } from '@blog/lab/state';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiProblem } from '../api/api-problem';
import { call } from '../api/call';
import { LAB_KEY } from '../api/use-conditions';

const LOOK_MS = 1_000;
/** Poll interval without a lab: the system may be restarted with one. */
const ABSENT_LOOK_MS = 30_000;
/** Not there, or not for this page. */
const ABSENT = new Set([403, 404]);

/**
 * The lab's state, read every second; undefined where there is no lab, as in Compose and Kubernetes. A change makes the page
 * check the services immediately, so that all of it shows the same.
 */
export function useLab(): LabState | undefined {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: LAB_KEY,
    queryFn: ({ signal }) => readLab(signal),
    refetchInterval: ({ state }) => (state.data === null ? ABSENT_LOOK_MS : LOOK_MS),
  });
  const states = data?.parts.map(({ name, state }) => `${name} ${state}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change of a part's state
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ['readyz'] });
    void client.invalidateQueries({ queryKey: ['subscribers'] });
  }, [client, states]);
  return data ?? undefined;
}

async function readLab(signal: AbortSignal): Promise<LabState | null> {
  try {
    return await call('lab', 'GET /lab', { signal });
  } catch (error) {
    if (error instanceof ApiProblem && ABSENT.has(error.status)) return null;
    throw error;
  }
}

/** Runs a change of the lab, then reads its state again. */
export function useLabChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: () => Promise<void>) => change(),
    onSettled: () => client.invalidateQueries({ queryKey: LAB_KEY }),
  });
}
