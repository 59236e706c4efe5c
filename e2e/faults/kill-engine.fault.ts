import { refuses } from './scale/refuses';
import { scaleFault } from './scale/scale-drill';

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
