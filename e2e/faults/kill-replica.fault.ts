import { scaleFault } from './scale/scale-drill';

/** Alternately the leader and any other replica. */
export const killReplica = scaleFault({
  name: 'kill-replica',
  what: 'kill -9 of a replica of the bus under load',
  holds:
    'another leads within seconds, what was acknowledged is in the log, and nothing is delivered out of order',
  counts: { short: 4, long: 400 },
  cause: async (load, random, round) => {
    const { bus } = load;
    const leader = await bus.leader();
    const others = bus.replicas.filter((replica) => replica !== leader);
    const victim = round % 2 === 1 ? leader : random.pick(others);
    await victim.kill();
    await load.moves();
    await victim.start();
  },
});
