import assert from 'node:assert/strict';
import { SubscriberUnderTest } from '../../../event-bus/test/subscriber-under-test';
import { eventually } from '../../../service-kit/test/eventually';
import type { Attack } from './attack';
import { expectMemory } from './expect-memory';
import { fillLog } from './fill-log';
import { publishPlain } from './publish-plain';
import { putSubscription, removeSubscriptions } from './put-subscription';

const SUBSCRIPTIONS = 100;
const PUBLISHED = 5;
/** Far less than the time after which the bus gives up a silent subscriber. */
const DELIVERED_MS_MAX = 5_000;

/**
 * Subscriptions to a whole long log whose subscribers never answer, not even the handshake: responsive subscribers get their
 * deliveries meanwhile, and the bus holds little memory for the silent ones.
 */
export const silentSubscribers: Attack = {
  name: 'silent subscribers',
  async run(blog, random) {
    await fillLog(blog);
    const run = random.integer(0, 1e9);
    const names = Array.from({ length: SUBSCRIPTIONS }, (_, n) => `silent-${run}-${n}`);
    const honest = `honest-${run}`;
    const type = `Probe${run}`;
    const silent = await new SubscriberUnderTest().listen();
    const quick = await new SubscriberUnderTest().listen();
    silent.answer = () => 'hang';
    try {
      const settings = { url: quick.url, types: [type], from: 'now' };
      assert.equal((await putSubscription(blog, honest, settings)).status, 201);
      const delivered = async (count: number) => {
        await publishPlain(blog, { type });
        await eventually(() => assert(quick.received.length >= count, 'an honest delivery waits'), {
          withinMs: DELIVERED_MS_MAX,
        });
      };
      await delivered(1);
      for (const [n, name] of names.entries()) {
        const handshake = n % 2 === 0;
        await putSubscription(blog, name, { url: silent.url, batchMax: 1_000, handshake });
      }
      for (let n = 1; n <= PUBLISHED; n += 1) {
        await delivered(1 + n);
        expectMemory(blog, 'event-bus');
      }
    } finally {
      await removeSubscriptions(blog, [honest, ...names]);
      await Promise.all([silent.close(), quick.close()]);
    }
  },
};
