import { mkdir } from 'node:fs/promises';
import { eventually } from '../../service-kit/test/eventually';
import { SmallDisk } from './disk/small-disk';
import type { Fault } from './fault';
import { scaleFault } from './scale/scale-drill';

const KIB = 1024;
const ENOUGH = { withinMs: 120_000 };

/** A server gets a small disk, onto which it copies all data from the others; another program then fills the disk. */
export const diskFullScale: Fault = {
  ...scaleFault({
    name: 'disk-full-scale',
    what: 'the disk of one nats-server of three is full',
    holds:
      'the other two go on, nothing acknowledged is lost, and the third is back once it has room and is restarted',
    counts: { short: 1, long: 60 },
    cause: async (load, random) => {
      const server = random.pick(load.bus.nats.servers);
      await server.kill();
      server.loseFiles();
      await mkdir(server.dataFolder);
      const disk = SmallDisk.mount(server.dataFolder);
      try {
        await server.start();
        await load.moves();
        await disk.fill(random.integer(0, 100) * KIB);
        await eventually(async () => {
          if (await server.isStoring()) throw new Error(`${server.name} still has room.`);
        }, ENOUGH);
        await load.moves();
        await disk.clear();
        await server.kill();
        await server.start();
        await load.moves();
      } finally {
        await server.kill();
        disk.unmount();
      }
      await server.start();
    },
  }),
  needs: ['posix', 'nats-server', 'mount'],
};
