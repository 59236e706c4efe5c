import { ATTACKS } from './abuse/attacks';
import { fakeFollowers } from './abuse/fake-followers';
import { abuseBy } from './abuse.fault';
import type { Fault } from './fault';

/** The leader sees the address of the replica that forwarded a request: limits per address are not promised here. */
const attacks = ATTACKS.filter((attack) => attack !== fakeFollowers);

/** Like `abuse`, on one of three replicas of the bus, leader or not. */
export const abuseScale: Fault = {
  ...abuseBy(attacks, { isOnNats: true }),
  name: 'abuse-scale',
  what: 'a neighbour that abuses one of three replicas',
  counts: { short: 2, long: 20 * (attacks.length + 1) },
  needs: ['linux', 'nats-server'],
};
