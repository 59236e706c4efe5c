import { StoreCompression } from '@nats-io/jetstream';
import type { OpenEventSystem } from '../event-system';
import { BlogBus } from './blog-bus';
import { CourseBus } from './course-bus';
import { HttpEcho } from './http-echo';
import { JetStream } from './jet-stream';
import { KitBus } from './kit-bus';
import { RedisStream } from './redis-stream';

export type AdapterName = 'bus' | 'kit' | 'jetstream' | 'jetstream-s2' | 'redis' | 'course' | 'echo';

/** How a load process connects to each system. */
export const ALL_ADAPTERS: Readonly<Record<AdapterName, OpenEventSystem>> = {
  bus: (address) => new BlogBus(address).registerTypes(),
  kit: (address) => new KitBus(address).registerTypes(),
  jetstream: (address) => JetStream.open(address),
  'jetstream-s2': (address) => JetStream.open(address, StoreCompression.S2),
  redis: (address) => RedisStream.open(address),
  course: async (address) => new CourseBus(address),
  echo: async (address) => new HttpEcho(address),
};
