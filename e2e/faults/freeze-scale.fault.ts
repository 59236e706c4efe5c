import { setTimeout as delay } from 'node:timers/promises';
import { scaleFault } from './scale/scale-drill';

const FROZEN_MS_MIN = 1_000;
const FROZEN_MS_MAX = 30_000;

/** Alternately the leader and a nats-server. */
export const freezeScale = scaleFault({
  name: 'freeze-scale',
  what: 'SIGSTOP of the replica that leads, or of a nats-server, 1 to 30 s',
  holds: 'the others go on, and what wakes up neither acknowledges nor delivers what is not so any more',
  counts: { short: 3, long: 200 },
  cause: async (load, random, round) => {
    const { bus } = load;
    // Mostly short: a leader frozen for longer than about 3 s is replaced.
    const ms = FROZEN_MS_MIN * (FROZEN_MS_MAX / FROZEN_MS_MIN) ** (random.fraction() ** 2);
    if (round % 2 === 1) {
      const leader = await bus.leader();
      leader.signal('SIGSTOP');
      await delay(ms);
      leader.signal('SIGCONT');
    } else {
      const server = random.pick(bus.nats.servers);
      server.freeze();
      await delay(ms);
      server.thaw();
    }
  },
});
