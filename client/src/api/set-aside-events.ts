import { SERVICES, type Service } from './api-problem';
import { request, requestJson } from './request';

/** An event that a service could not handle, or that waits behind such a one. `queued`: a retry was asked for. */
export interface SetAsideEvent {
  readonly entry: string;
  readonly from: 'log' | 'outbox';
  /** Its position in the log, or its number in the outbox. */
  readonly key: number;
  readonly type: string;
  /** The post or comment that it is about; null if it stands alone. */
  readonly sequence: string | null;
  readonly reason: string;
  readonly attempts: number;
  readonly setAsideAt: string;
  readonly queued: boolean;
}

/** The service of the blog that a follower is, if it is one: any other is not reached from here. */
export const serviceOf = (follower: string): Service | undefined =>
  SERVICES.find((service) => service === follower);

/** What a service has set aside after an entry; `limit` at the most. */
export function readSetAside(
  service: Service,
  { after, limit, signal }: { after?: string; limit: number; signal?: AbortSignal },
): Promise<SetAsideEvent[]> {
  const from = after === undefined ? '' : `&after=${after}`;
  return requestJson(service, `/set-aside?limit=${limit}${from}`, signal ? { signal } : {});
}

export async function retrySetAside(service: Service, entry: string | 'all'): Promise<void> {
  await request(service, '/set-aside/retry', { method: 'POST', body: entry === 'all' ? {} : { entry } });
}

export async function discardSetAside(service: Service, entry: string, reason: string): Promise<void> {
  await request(service, '/set-aside/discard', { method: 'POST', body: { entry, reason } });
}
