import { join, resolve } from 'node:path';
import { busOnNatsPeer, natsPeer } from './nats-peer';
import { nodePeer } from './node-peer';
import type { Peer } from './peer';
import { redisPeer } from './redis-peer';

const ROOT = resolve(__dirname, '../..');

export type PeerName =
  | 'bus'
  | 'bus-r1'
  | 'bus-r3'
  | 'jetstream-always'
  | 'jetstream-default'
  | 'jetstream-r3'
  | 'redis'
  | 'course'
  | 'echo';

const BUS_PROGRAM = join(ROOT, 'event-bus/dist/main.js');

/** All systems under measurement. */
export const ALL_PEERS: Readonly<Record<PeerName, Peer>> = {
  bus: nodePeer({
    what: 'our bus',
    program: BUS_PROGRAM,
    readyPath: '/readyz',
  }),
  'bus-r1': busOnNatsPeer({ program: BUS_PROGRAM, servers: 1 }),
  'bus-r3': busOnNatsPeer({ program: BUS_PROGRAM, servers: 3 }),
  'jetstream-always': natsPeer('always'),
  'jetstream-r3': natsPeer('always', 3),
  'jetstream-default': natsPeer('default'),
  redis: redisPeer,
  course: nodePeer({
    what: "the course's in-memory bus, rewritten",
    program: join(__dirname, 'course-bus.js'),
  }),
  echo: nodePeer({ what: 'raw node:http echo', program: join(__dirname, 'echo-server.js') }),
};
