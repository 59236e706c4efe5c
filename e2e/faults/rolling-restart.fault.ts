import { scaleFault } from './scale/scale-drill';

/** Like an upgrade. */
export const rollingRestart = scaleFault({
  name: 'rolling-restart',
  what: 'a restart of all three replicas and all three nats-servers under load, one after the other',
  holds: 'it goes on throughout, without a gap or a repeat',
  counts: { short: 1, long: 60 },
  cause: async (load) => {
    for (const replica of load.bus.replicas) {
      await replica.end('SIGTERM');
      await load.moves();
      await replica.start();
    }
    for (const server of load.bus.nats.servers) {
      await server.kill();
      await load.moves();
      await server.start();
    }
  },
});
