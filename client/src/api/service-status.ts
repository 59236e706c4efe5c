import { useQueries } from '@tanstack/react-query';
import { ApiProblem, SERVICES, type Service } from './api-problem';
import { requestJson } from './request';

const LOOK_MS = 4_000;
const LOOK_MS_IN_TROUBLE = 1_000;

/** What /readyz of a service says; `outbox.pending` are events that are kept until the bus takes them. */
interface Readyz {
  readonly checks: { readonly outbox?: { readonly pending: number } };
}

/** `catching-up`: it answers and is not ready; `down`: it does not answer. */
export type ServiceState = 'unknown' | 'ready' | 'catching-up' | 'down';

export interface ServiceStatus {
  readonly service: Service;
  readonly state: ServiceState;
  /** Events in its outbox that the bus has not taken yet. */
  readonly outboxPending: number;
}

async function look(service: Service, signal: AbortSignal): Promise<Omit<ServiceStatus, 'service'>> {
  try {
    const { checks } = await requestJson<Readyz>(service, '/readyz', { signal });
    return { state: 'ready', outboxPending: checks.outbox?.pending ?? 0 };
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return { state: error.code === 'service.not_ready' ? 'catching-up' : 'down', outboxPending: 0 };
  }
}

/** How every service is, looked at every few seconds, more often while one is down. */
export function useServiceStatuses(): readonly ServiceStatus[] {
  return useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: ['readyz', service],
      queryFn: ({ signal }: { signal: AbortSignal }) => look(service, signal),
      refetchInterval: ({ state }: { state: { data?: { state: ServiceState } | undefined } }) =>
        state.data?.state === 'ready' ? LOOK_MS : LOOK_MS_IN_TROUBLE,
    })),
    combine: (results) =>
      results.map(({ data }, index) => ({
        service: SERVICES[index] as Service,
        state: data?.state ?? 'unknown',
        outboxPending: data?.outboxPending ?? 0,
      })),
  });
}
