import { ATTACKS } from './abuse/attacks';
import { fakeFollowers } from './abuse/fake-followers';
import { abuseBy } from './abuse.fault';
import type { Fault } from './fault';

/** The leader sees the address of the replica that passed a request on: what goes by addresses is not promised here. */
const attacks = ATTACKS.filter((attack) => attack !== fakeFollowers);

/** As `abuse`, at one of three replicas of the bus, which may lead or not. */
export const abuseScale: Fault = {
  ...abuseBy(attacks, { isOnNats: true }),
  name: 'abuse-scale',
  what: 'a neighbour that abuses one of three replicas',
  counts: { short: 2, long: 20 * (attacks.length + 1) },
  needs: ['linux', 'nats-server'],
};
