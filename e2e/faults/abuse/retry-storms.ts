import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { SubscriberUnderTest } from '../../../event-bus/test/subscriber-under-test';
import { eventually } from '../../../service-kit/test/eventually';
import type { Blog } from '../../harness/blog';
import type { ServiceName } from '../../harness/service-names';
import type { Attack } from './attack';
import { fetchWhenFree } from './fetch-when-free';
import { putSubscription, removeSubscriptions, subscriptionUrl } from './put-subscription';
import { discardAll, inSetAsideTurn, setAsideOf } from './set-aside-of';

const FOLLOWERS = ['posts', 'comments', 'query'] as const;
const SET_ASIDE = 2_000;
const BATCH_EVENTS = 500;
const PARKED = 100;
const REQUESTS = 400;
/** A liveness probe fails after a few timeouts of this length. */
const PROBE_MS_MAX = 5_000;
const PROBE_EVERY_MS = 20;
const ENOUGH = { withinMs: 30_000, everyMs: 50 };

/**
 * Hundreds of parallel requests to retry or discard everything that is set aside or parked: each is answered, and so is
 * everyone else.
 */
export const retryStorms: Attack = {
  name: 'storms of retries',
  run(blog, random) {
    return inSetAsideTurn(async () => {
      const name = `storm-${random.integer(0, 1e9)}`;
      const subscriber = await new SubscriberUnderTest().listen();
      subscriber.answer = () => 422;
      try {
        const settings = { url: subscriber.url, types: [name], from: 'now', batchMax: 1 };
        await putSubscription(blog, name, settings);
        await publish(blog, name, PARKED);
        for (let n = 0; n < SET_ASIDE; n += BATCH_EVENTS) await publish(blog, 'PostCreated', BATCH_EVENTS);
        await eventually(async () => {
          for (const one of FOLLOWERS)
            assert((await setAsideOf(blog, one)).count > 0, `${one} sets none aside`);
          const { parked } = (await (await fetch(subscriptionUrl(blog, name))).json()) as { parked: number };
          assert.equal(parked, PARKED, 'a refused event was not parked');
        }, ENOUGH);
        const parked = `${subscriptionUrl(blog, name)}/parked`;
        for (let round = 0; round < 2; round += 1) {
          await storm(blog, 'query', () => post(`${blog.url('query')}/set-aside/retry`, {}));
          await storm(blog, 'event-bus', () => post(`${parked}/redeliver`, {}));
        }
        await storm(blog, 'query', () =>
          post(`${blog.url('query')}/set-aside/discard`, { all: true, reason: 'An attack.' }),
        );
        await storm(blog, 'event-bus', () => fetchWhenFree(parked, { method: 'DELETE' }));
      } finally {
        await removeSubscriptions(blog, [name]);
        await subscriber.close();
      }
      for (const one of FOLLOWERS) await discardAll(blog, one);
    });
  },
};

/** Sends many requests in parallel; meanwhile probes the service like a liveness probe. */
async function storm(blog: Blog, name: ServiceName, ask: () => Promise<Response>): Promise<void> {
  let isOver = false;
  const asked = Promise.all(Array.from({ length: REQUESTS }, ask)).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const signal = AbortSignal.timeout(PROBE_MS_MAX);
    const probe = await fetch(`${blog.url(name)}/healthz`, { signal });
    assert.equal(probe.status, 200, `${name} is not alive`);
    await delay(PROBE_EVERY_MS);
  }
  for (const { ok, status } of await asked) assert(ok, `a request of a storm was answered ${status}`);
}

const post = (url: string, body: object) =>
  fetchWhenFree(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Publishes events that violate their type, after unregistering it; the owner may register it again meanwhile. */
async function publish(blog: Blog, type: string, count: number): Promise<void> {
  const source = '/neighbour';
  const events = Array.from({ length: count }, () => ({
    specversion: '1.0',
    id: randomUUID(),
    source,
    type,
    subject: randomUUID(),
    data: {},
  }));
  await eventually(async () => {
    const bus = blog.url('event-bus');
    await fetchWhenFree(`${bus}/types/${type}`, { method: 'DELETE' });
    const headers = { 'Content-Type': 'application/cloudevents-batch+json' };
    const { status } = await fetch(`${bus}/events`, {
      method: 'POST',
      headers,
      body: JSON.stringify(events),
    });
    assert(status < 300, `a batch was answered ${status}`);
  }, ENOUGH);
}
