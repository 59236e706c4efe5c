import { ReplicatedBus } from '../harness/replicated-bus';
import type { Fault } from './fault';
import { PoisonDrill, poison } from './poison.fault';

/** Like `poison`, with each request to another replica. */
export const poisonScale: Fault = {
  ...poison,
  name: 'poison-scale',
  what: 'poison events, parking, redelivery, by any of three replicas',
  counts: { short: 10, long: 500 },
  needs: ['posix', 'nats-server'],
  open: async (options = {}) => new PoisonDrill(() => ReplicatedBus.start(options)),
};
