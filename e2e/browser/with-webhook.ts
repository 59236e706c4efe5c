import { SubscriberUnderTest } from '../../event-bus/test/subscriber-under-test';
import type { BlogSystem } from '../harness/blog-system';

/**
 * Calls `use` with a webhook subscribed as `name` to posts written from now on; an event that it rejects is parked immediately.
 * Removes both afterwards.
 */
export async function withWebhook(
  blog: BlogSystem,
  name: string,
  use: (webhook: SubscriberUnderTest) => Promise<void>,
): Promise<void> {
  const webhook = await new SubscriberUnderTest().listen();
  const subscription = `${blog.url('event-bus')}/subscriptions/${name}`;
  try {
    const { ok, status } = await fetch(subscription, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: webhook.url, from: 'now', types: ['PostCreated'], attemptsMax: 1 }),
    });
    if (!ok) throw new Error(`The bus answered ${status} to a subscription.`);
    await use(webhook);
  } finally {
    await fetch(subscription, { method: 'DELETE' });
    await webhook.close();
  }
}
