import { createLogger } from '@blog/service-kit';
import { eventually } from '../../../service-kit/test/eventually';
import { Delivery } from './delivery';
import type { EventLog } from './event-log';
import type { SubscriptionRecord } from './subscription';
import type { SubscriptionStore } from './subscription-store';

const record: SubscriptionRecord = {
  name: 'sub',
  url: 'http://localhost/',
  types: null,
  format: 'cloudevents',
  batchMax: 1,
  timeoutMs: 1_000,
  attemptsMax: 1,
  backoffFirstMs: 10,
  backoffMaxMs: 10,
  cursor: 0,
  paused: false,
  ended: false,
};

test('goes on as it was when the disk refuses a change', async () => {
  let isFull = true;
  const delivered: number[] = [];
  const log = {
    head: 1,
    read: async ({ after }) => (after === 0 ? [{ position: 1, bytes: Buffer.from('{}') }] : []),
    onAppend: () => () => {},
  } as Pick<EventLog, 'head' | 'read' | 'onAppend'> as EventLog;
  const store = {
    firstQueued: () => undefined,
    save: async () => {
      if (isFull) throw new Error('disk full');
    },
  } as Partial<SubscriptionStore> as SubscriptionStore;
  const delivery = new Delivery({
    record,
    log,
    store,
    deliverer: {
      deliver: async (_subscription, events) => {
        delivered.push(...events.map(({ position }) => position));
        return { kind: 'acknowledged' };
      },
    },
    logger: createLogger({ name: 't', level: 'silent' }),
    parkedMax: 1,
  });
  await expect(delivery.change({ batchMax: 7 })).rejects.toThrow('disk full');
  expect(delivery.record.batchMax).toBe(1);
  isFull = false;
  await eventually(() => expect(delivery.record.cursor).toBe(1));
  expect(delivered).toContain(1);
  await delivery.stop();
});
