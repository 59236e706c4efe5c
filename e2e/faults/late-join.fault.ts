import { setTimeout as delay } from 'node:timers/promises';
import { auditReader } from './auditor';
import { BusLoad, type BusUnderLoad } from './bus-load';
import type { Fault } from './fault';
import { RARE } from './publisher';
import { renewedDrill } from './renewed-drill';
import type { SeededRandom } from './seeded-random';
import { StreamReader } from './stream-reader';
import { sumTallies, type Tally } from './tally';

const JOINERS = 5;
const JOIN_MS_MAX = 100;
/** How many events past its joining a reader follows the writers. */
const EVENTS_ALONG = 30;

/** Readers of all types, or of one, join while others write, anywhere in the history or right at the head. */
export const lateJoin: Fault = {
  name: 'late-join',
  what: 'joins at random moments during writes',
  holds: 'each sees exactly the log, without a seam',
  counts: { short: 50, long: 1_000 },
  perRound: JOINERS,
  open: async (options = {}) =>
    renewedDrill({
      every: 20,
      open: (random) => BusLoad.start({ ...options, random }),
      round: joinAll,
      close: (load) => load.stop(),
    }),
};

/** A round: five readers join a load. */
export async function joinAll(load: BusLoad<BusUnderLoad>, random: SeededRandom): Promise<Tally> {
  load.resume();
  await load.moves();
  const joiners = await Promise.all(
    Array.from({ length: JOINERS }, (_, index) => join(load, random.for(`joiner ${index}`))),
  );
  const others = await load.settle();
  const log = await load.bus.readLog();
  const through = log.length;
  await Promise.all(joiners.map((reader) => reader.reached(through)));
  await Promise.all(joiners.map((reader) => reader.stop()));
  return sumTallies([
    others,
    ...joiners.map(({ name, seen, after, type }) => {
      const isWanted = (position: number) => type === undefined || log[position - 1]?.type === type;
      return auditReader({ reader: name, seen, log, after, through, isWanted });
    }),
  ]);
}

async function join({ bus }: BusLoad<BusUnderLoad>, random: SeededRandom): Promise<StreamReader> {
  await delay(random.integer(0, JOIN_MS_MAX));
  const head = await bus.head();
  const after = random.pick([0, random.integer(0, head), head]);
  const accept = random.pick(['application/x-ndjson', 'text/event-stream'] as const);
  const type = random.pick([undefined, RARE]);
  const name = `the joiner after ${after} by ${accept}, of ${type ?? 'all types'}`;
  const reader = new StreamReader({ name, url: () => bus.url, accept, after, type }).start();
  await reader.reached(head + EVENTS_ALONG);
  return reader;
}
