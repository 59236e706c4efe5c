import { BusProcess } from '../harness/bus-process';
import { TcpProxy } from '../harness/tcp-proxy';
import { auditLog } from './auditor';
import type { BusUnderLoad } from './bus-load';
import type { Drill, Fault } from './fault';
import { TestPublisher } from './publisher';
import { renewedDrill } from './renewed-drill';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const ANSWERS_A_ROUND = 20;
const EVENTS_A_TURN = 10;

/** The bus stores an event but its answer is lost, so the publisher sends the same event again. */
export const lostAnswer: Fault = {
  name: 'lost-answer',
  what: 'the bus answers and its answer is lost',
  holds: 'each event is in the log once, and the answer that arrives in the end tells its position',
  counts: { short: 200, long: 10_000 },
  perRound: ANSWERS_A_ROUND,
  open: async (options = {}) =>
    loseAnswersOf(async () => {
      const bus = await BusProcess.create(options);
      await bus.start();
      return bus;
    }),
};

/** A drill that starts a new bus every 50 rounds. */
export function loseAnswersOf(start: () => Promise<BusUnderLoad>): Drill {
  return renewedDrill({
    every: 50,
    open: async (random) => open(await start(), random),
    round: loseAnswers,
    close: async ({ proxy, bus }) => {
      await proxy.close();
      await bus.remove();
    },
  });
}

interface Line {
  readonly bus: BusUnderLoad;
  readonly proxy: TcpProxy;
  readonly publisher: TestPublisher;
}

async function open(bus: BusUnderLoad, random: SeededRandom): Promise<Line> {
  // With several replicas, each connection reaches another one.
  const proxy = await new TcpProxy(() => Number(new URL(bus.url).port)).listen();
  const publisher = new TestPublisher({ source: '/publisher', url: () => proxy.url, random });
  return { bus, proxy, publisher };
}

async function loseAnswers({ bus, proxy, publisher }: Line, random: SeededRandom): Promise<Tally> {
  let lost = 0;
  proxy.onAnswer = () => {
    if (lost === ANSWERS_A_ROUND || random.chance(0.3)) return 'pass';
    lost += 1;
    return 'lose';
  };
  while (lost < ANSWERS_A_ROUND) await publisher.publish(EVENTS_A_TURN);
  return auditLog({ acknowledged: publisher.acknowledged, log: await bus.readLog() });
}
