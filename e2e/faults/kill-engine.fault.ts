import { eventually } from '../../service-kit/test/eventually';
import { type ReplicatedLoad, scaleFault } from './scale/scale-drill';

/** Each nats-server in turn, whatever it leads, and two of the three every fourth time. */
export const killEngine = scaleFault({
  name: 'kill-engine',
  what: 'kill -9 of nats-servers under load: one of three, or two',
  holds:
    'with two it goes on; with one nothing is acknowledged, and it goes on by itself when another is back',
  counts: { short: 4, long: 400 },
  cause: async (load, random, round) => {
    const victims = random.shuffle(load.bus.nats.servers).slice(0, round % 4 === 0 ? 2 : 1);
    await Promise.all(victims.map((server) => server.kill()));
    if (victims.length === 1) await load.moves();
    else await refuses(load);
    await Promise.all(victims.map((server) => server.start()));
  },
});

/** Resolves once every publisher was answered 503. */
async function refuses({ publishers, bus }: ReplicatedLoad): Promise<void> {
  const refused = () => publishers.map(({ refusals }) => refusals.get('503') ?? 0);
  const before = refused();
  await eventually(
    () => {
      if (refused().some((count, index) => count === before[index]))
        throw new Error(`It does not answer 503 without a majority: ${bus.log}`);
    },
    { withinMs: 30_000 },
  );
}
