import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SubscriberUnderTest } from '../../../event-bus/test/subscriber-under-test';
import { eventually } from '../../../service-kit/test/eventually';
import type { Attack } from './attack';
import { putSubscription, removeSubscriptions, subscriptionUrl } from './put-subscription';

const ENOUGH = { withinMs: 10_000 };
/** A rejected event would be retried for minutes. */
const STUBBORN = { order: 'subject', backoffFirstMs: 60_000, backoffMaxMs: 60_000, attemptsMax: 100 };

/**
 * Events that a subscriber refuses, which are parked, and events that it fails on, which are retried; meanwhile it gets all
 * others.
 */
export const refusedEvents: Attack = {
  name: 'refused events',
  async run(blog, random) {
    const run = random.integer(0, 1e9);
    const name = `refuses-${run}`;
    const type = `Refused${run}`;
    const subscriber = await new SubscriberUnderTest().listen();
    const subjects = ['refused', 'good', 'failing', 'good', 'failing', 'refused', 'good'];
    subscriber.answer = ({ body }) => {
      const events = (Array.isArray(body) ? body : [body]) as { subject: string }[];
      const has = (subject: string) => events.some((event) => event.subject === subject);
      return has('refused') ? random.pick([400, 413, 422]) : has('failing') ? 500 : 204;
    };
    try {
      const url = subscriber.url;
      await putSubscription(blog, name, { url, types: [type], from: 'now', batchMax: 4, ...STUBBORN });
      await publish(blog.url('event-bus'), type, subjects);
      await eventually(async () => {
        const shown = (await (await fetch(subscriptionUrl(blog, name))).json()) as Shown;
        assert.equal(shown.parked, 2, 'a refused event was not parked');
        assert.equal(shown.attempts, 1, 'a failing event does not wait');
        const taken = subscriber.received.map(({ body }) => body as { subject: string }[]);
        const good = taken.filter((batch) => batch.every(({ subject }) => subject === 'good')).flat();
        assert.equal(good.length, 3, 'what is good waits');
      }, ENOUGH);
    } finally {
      await removeSubscriptions(blog, [name]);
      await subscriber.close();
    }
  },
};

interface Shown {
  readonly parked: number;
  readonly attempts: number;
}

async function publish(bus: string, type: string, subjects: readonly string[]): Promise<void> {
  const events = subjects.map((subject) => ({
    specversion: '1.0',
    id: randomUUID(),
    source: '/neighbour',
    type,
    subject,
  }));
  await eventually(async () => {
    const { status } = await fetch(`${bus}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    });
    assert(status < 300, `a batch was answered ${status}`);
  }, ENOUGH);
}
