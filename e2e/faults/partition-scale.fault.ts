import { NatsAdmin } from '../../event-log/test/jetstream/nats-admin';
import type { NatsServer } from '../../event-log/test/jetstream/nats-server';
import { refuses } from './scale/refuses';
import { type ReplicatedLoad, scaleFault } from './scale/scale-drill';
import type { SeededRandom } from './seeded-random';

/** The bus's default streams. */
const STREAMS = ['BLOG', 'KV_BLOG_STATE'];
const HOW = ['cut', 'stalled'] as const;

/**
 * Cuts off in turn: a leading server from the other servers, the same from everybody, the bus's leader from NATS, and all
 * replicas.
 */
export const partitionScale = scaleFault({
  name: 'partition-scale',
  what: 'a partition under load: a server that leads a stream, the replica that leads, or every replica is cut off',
  holds:
    'the majority goes on, without it 503 and nothing is acknowledged, and all goes on by itself afterwards',
  counts: { short: 4, long: 400 },
  isCuttable: true,
  cause: async (load, random, round) => {
    const { bus } = load;
    const how = random.pick(HOW);
    switch (round % 4) {
      case 1:
      case 2: {
        const { name } = await leaderOf(load, random);
        bus.nats.network.cutOff(name, how);
        if (round % 4 === 2) bus.network.cutOff(name, how);
        await load.moves();
        break;
      }
      case 3:
        bus.network.cutOff(bus.nameOf(await bus.leader()), how);
        await load.moves();
        break;
      default:
        for (const replica of bus.replicas) bus.network.cutOff(bus.nameOf(replica), how);
        await refuses(load);
    }
    bus.nats.network.heal();
    bus.network.heal();
  },
});

async function leaderOf({ bus }: ReplicatedLoad, random: SeededRandom): Promise<NatsServer> {
  const admin = await NatsAdmin.open(bus.nats.url);
  try {
    const stream = random.pick(STREAMS);
    return await bus.nats.leaderOf(() => admin.info(stream));
  } finally {
    await admin.close();
  }
}
