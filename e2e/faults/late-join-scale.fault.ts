import { ReplicatedBus } from '../harness/replicated-bus';
import { BusLoad } from './bus-load';
import type { Fault } from './fault';
import { joinAll, lateJoin } from './late-join.fault';
import { renewedDrill } from './renewed-drill';

/** Like `late-join`, on any replica: one may not yet have read what another has acknowledged. */
export const lateJoinScale: Fault = {
  ...lateJoin,
  name: 'late-join-scale',
  what: 'joins at random moments during writes, at any of three replicas',
  counts: { short: 25, long: 1_000 },
  needs: ['posix', 'nats-server'],
  open: async (options = {}) =>
    renewedDrill({
      every: 20,
      open: async (random) => BusLoad.on(await ReplicatedBus.start(options), random),
      round: joinAll,
      close: (load) => load.stop(),
    }),
};
