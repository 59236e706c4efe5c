import type { Fault } from './fault';
import { checkDeliveryModel } from './models/delivery-model';
import { checkFollowerModel } from './models/follower-model';
import { checkLogModel } from './models/log-model';
import { checkOutboxModel } from './models/outbox-model';
import { CLEAN } from './tally';

const PER_ROUND = 20;
const MODELS = [checkLogModel, checkDeliveryModel, checkOutboxModel, checkFollowerModel];

/** Model tests, in this process: each model is run once per count. */
export const modelHolds: Fault = {
  name: 'model',
  what: 'random commands on log, delivery, outbox and follower',
  holds: 'each equals its in-memory model',
  counts: { short: 200, long: 200_000 },
  perRound: PER_ROUND,
  async open() {
    return {
      async round(random) {
        const seed = random.integer(0, 2 ** 31 - 1);
        // In parallel, since each waits for the disk most of the time.
        const outcomes = await Promise.allSettled(MODELS.map((check) => check({ runs: PER_ROUND, seed })));
        for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
        return CLEAN;
      },
      async close() {},
    };
  },
};
