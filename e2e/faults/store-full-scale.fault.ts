import { eventually } from '../../service-kit/test/eventually';
import { refuses } from './scale/refuses';
import { scaleFault } from './scale/scale-drill';

const KIB = 1024;
const ENOUGH = { withinMs: 30_000 };

/** With equally sized claims, all three servers reach their limit at the same time. */
export const storeFullScale = scaleFault({
  name: 'store-full-scale',
  what: 'no nats-server may store more (max_file_store)',
  holds: 'publishing answers 503, reads of the log go on, and all goes on by itself when there is room',
  counts: { short: 1, long: 60 },
  cause: async (load, random) => {
    const { bus } = load;
    const { servers } = bus.nats;
    const stored = await Promise.all(servers.map((server) => server.storedBytes()));
    const storeBytesMax = Math.max(...stored) + random.integer(20, 200) * KIB;
    for (const server of servers) {
      await server.kill();
      server.configure({ storeBytesMax });
      await server.start();
    }
    await eventually(async () => {
      const bytes = await Promise.all(servers.map((server) => server.storedBytes()));
      const full = bytes.filter((each) => each > storeBytesMax).length;
      if (full < 2) throw new Error(`Only ${full} servers are full: ${bytes} bytes of ${storeBytesMax}.`);
    }, ENOUGH);
    await refuses(load);
    await bus.readLog();
    for (const server of servers) {
      await server.kill();
      server.configure();
      await server.start();
    }
  },
});
