import type { AdapterName } from './adapters/all-adapters';
import type { PeerName } from './peers/all-peers';

/** A system and the client it is used with. */
export interface Contestant {
  readonly peer: PeerName;
  readonly adapter: AdapterName;
  readonly label: string;
  /** Its name in `--against`; undefined for our systems, which may also be compared with one another. */
  readonly family?: string;
}

export const FAMILIES = ['nats', 'redis', 'course', 'echo'] as const;

export const CONTESTANTS = {
  bus: { peer: 'bus', adapter: 'bus', label: 'ours, HTTP' },
  kit: { peer: 'bus', adapter: 'kit', label: 'ours, service-kit' },
  'bus-r1': { peer: 'bus-r1', adapter: 'bus', label: 'ours on R1, HTTP' },
  'bus-r3': { peer: 'bus-r3', adapter: 'bus', label: 'ours on R3, HTTP' },
  'bus-some': { peer: 'bus', adapter: 'bus', label: 'ours, 2 of 8 types' },
  'bus-r1-some': { peer: 'bus-r1', adapter: 'bus', label: 'ours on R1, 2 of 8 types' },
  'kit-r1': { peer: 'bus-r1', adapter: 'kit', label: 'ours on R1, service-kit' },
  'kit-r3': { peer: 'bus-r3', adapter: 'kit', label: 'ours on R3, service-kit' },
  'jetstream-r3': {
    peer: 'jetstream-r3',
    adapter: 'jetstream',
    label: 'JetStream R3 always',
    family: 'nats',
  },
  'jetstream-always': {
    peer: 'jetstream-always',
    adapter: 'jetstream',
    label: 'JetStream always',
    family: 'nats',
  },
  'jetstream-default': {
    peer: 'jetstream-default',
    adapter: 'jetstream',
    label: 'JetStream default (not durable)',
    family: 'nats',
  },
  'jetstream-s2': {
    peer: 'jetstream-default',
    adapter: 'jetstream-s2',
    label: 'JetStream with s2',
    family: 'nats',
  },
  'jetstream-always-s2': {
    peer: 'jetstream-always',
    adapter: 'jetstream-s2',
    label: 'JetStream always with s2',
    family: 'nats',
  },
  redis: { peer: 'redis', adapter: 'redis', label: 'Redis always', family: 'redis' },
  course: { peer: 'course', adapter: 'course', label: 'course (in memory)', family: 'course' },
  echo: { peer: 'echo', adapter: 'echo', label: 'node:http echo', family: 'echo' },
} as const satisfies Readonly<Record<string, Contestant>>;

export type ContestantName = keyof typeof CONTESTANTS;
