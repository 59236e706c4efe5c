import { useQueries, useQuery } from '@tanstack/react-query';
import { ApiProblem, SERVICES, type Service } from './api-problem';
import { call } from './call';

const LOOK_MS = 3_000;
const LOOK_MS_IN_TROUBLE = 1_000;
/** One that takes longer to say that it is ready is as good as away. */
const ANSWER_MS_MAX = 2_500;

/** What /readyz of a service says, as far as it concerns the page. */
interface Checks {
  /** Events that are kept until the bus takes them. */
  readonly outbox?: { readonly pending: number; readonly setAside?: number };
  readonly follower?: { readonly status: string; readonly lastError: string | null };
  /** The bus's log. */
  readonly log?: { readonly id: string; readonly epoch?: string };
}

/**
 * `catching-up`: it answers, and has not yet heard all of the log; `stopped`: it hears no more of it, `error` says why;
 * `down`: it does not answer.
 */
export type ServiceState = 'unknown' | 'ready' | 'catching-up' | 'stopped' | 'down';

export interface ServiceStatus {
  readonly service: Service;
  readonly state: ServiceState;
  readonly error?: string | undefined;
  /** Whether it says that it has an outbox. */
  readonly hasOutbox: boolean;
  /** Events in its outbox that the bus has not taken yet. */
  readonly outboxPending: number;
  /** Events of its outbox that the bus refused for good, with those that wait behind them. */
  readonly outboxSetAside: number;
  /** Of the bus: which log it has, in which epoch. */
  readonly logId?: string | undefined;
}

const outboxOf = ({ outbox }: Checks) => ({
  hasOutbox: outbox !== undefined,
  outboxPending: outbox?.pending ?? 0,
  outboxSetAside: outbox?.setAside ?? 0,
});

async function look(service: Service, signal: AbortSignal): Promise<ServiceStatus> {
  try {
    const options = { signal, answerMsMax: ANSWER_MS_MAX };
    const checks: Checks = (await call(service, 'GET /readyz', options)).checks;
    return {
      service,
      state: 'ready',
      ...outboxOf(checks),
      logId: checks.log && `${checks.log.id} ${checks.log.epoch}`,
    };
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const checks = (error.details.checks ?? {}) as Checks;
    const outbox = outboxOf(checks);
    if (error.code !== 'service.not_ready') return { service, state: 'down', ...outbox };
    if (checks.follower?.status !== 'stopped') return { service, state: 'catching-up', ...outbox };
    return { service, state: 'stopped', error: checks.follower.lastError ?? undefined, ...outbox };
  }
}

const statusQuery = (service: Service) => ({
  queryKey: ['readyz', service],
  queryFn: ({ signal }: { signal: AbortSignal }) => look(service, signal),
  refetchInterval: ({ state }: { state: { data?: ServiceStatus | undefined } }) =>
    state.data?.state === 'ready' ? LOOK_MS : LOOK_MS_IN_TROUBLE,
});

/** How one service is, looked at as `useServiceStatuses` does; without a service nothing is. */
export function useServiceState(service: Service | undefined): ServiceState {
  const { data } = useQuery({ ...statusQuery(service ?? 'posts'), enabled: service !== undefined });
  return service === undefined ? 'unknown' : (data?.state ?? 'unknown');
}

/** How every service is, looked at every few seconds, more often while one is not ready. */
export function useServiceStatuses(): readonly ServiceStatus[] {
  return useQueries({
    queries: SERVICES.map(statusQuery),
    combine: (results) =>
      results.map(
        ({ data }, index) =>
          data ?? { service: SERVICES[index] as Service, state: 'unknown' as const, ...outboxOf({}) },
      ),
  });
}
