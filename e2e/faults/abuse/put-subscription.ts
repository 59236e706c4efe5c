import type { Blog } from '../../harness/blog';

/** Subscribes on the bus; resolves with any answer. */
export function putSubscription(blog: Blog, name: string, settings: object): Promise<Response> {
  return fetch(subscriptionUrl(blog, name), {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(settings),
  });
}

export async function removeSubscriptions(blog: Blog, names: readonly string[]): Promise<void> {
  for (const name of names) await fetch(subscriptionUrl(blog, name), { method: 'DELETE' });
}

export const subscriptionUrl = (blog: Blog, name: string) => `${blog.url('event-bus')}/subscriptions/${name}`;
