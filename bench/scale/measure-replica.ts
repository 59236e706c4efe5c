import type { GrowingLog } from './growing-log';
import { againMs, type Figures, joinerPerSecond } from './measure-log';
import { processMemory } from './process-memory';

/**
 * Measures one replica of a bus with an external log: its starts, with and without its folder, its memory, and reading.
 * Publishes no new events, and compares each event it reads.
 */
export async function measureReplica(log: GrowingLog): Promise<Figures> {
  const rssMiB = () => processMemory(log.server.pid).rssMiB;
  const grown = rssMiB();
  const keptIn = await log.restartBus({ keepsFolder: true });
  const kept = rssMiB();
  const lostIn = await log.restartBus({ keepsFolder: false });
  const lost = rssMiB();
  return {
    'RSS MiB': grown,
    'start to first read, folder kept, ms': keptIn.readMs,
    'start to first write, folder kept, ms': keptIn.writeMs,
    'RSS MiB after it': kept,
    'start to first read, folder lost, ms': lostIn.readMs,
    'start to first write, folder lost, ms': lostIn.writeMs,
    'RSS MiB after that': lost,
    'late joiner, all events, events/s': await joinerPerSecond(log, log.events),
    'first event again ms': await againMs(log),
    'RSS MiB after reading': rssMiB(),
    'RSS MiB of nats-server': processMemory(log.server.logPid as number).rssMiB,
    'disk bytes/event': (await log.diskBytes()) / log.events,
  };
}
