import { SERVICES, type Service } from './api-problem';
import { type Answer, call, send } from './call';

/** An event that a service could not handle, or that waits behind such a one. `queued`: a retry was asked for. */
export type SetAsideEvent = Answer<'posts', 'GET /set-aside'>[number];

/** The service of the blog that a follower is, if it is one: any other is not reached from here. */
export const serviceOf = (follower: string): Service | undefined =>
  SERVICES.find((service) => service === follower);

/** What a service has set aside after an entry; `limit` at the most. */
export function readSetAside(
  service: Service,
  { after, limit, signal }: { after?: string; limit: number; signal?: AbortSignal },
): Promise<SetAsideEvent[]> {
  return call(service, 'GET /set-aside', { query: { after, limit }, signal });
}

export async function retrySetAside(service: Service, entry: string | 'all'): Promise<void> {
  await send(service, 'POST /set-aside/retry', { body: entry === 'all' ? {} : { entry } });
}

export async function discardSetAside(service: Service, entry: string, reason: string): Promise<void> {
  await send(service, 'POST /set-aside/discard', { body: { entry, reason } });
}
