import { BusProcess } from '../harness/bus-process';
import { TcpProxy } from '../harness/tcp-proxy';
import { auditLog } from './auditor';
import type { Drill, DrillOptions, Fault } from './fault';
import { TestPublisher } from './publisher';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const ANSWERS_A_ROUND = 20;
const ROUNDS_A_LOG = 50;
const EVENTS_A_TURN = 10;

/** The bus stores an event and its answer never arrives, so that the publisher sends the same again. */
export const lostAnswer: Fault = {
  name: 'lost-answer',
  what: 'the bus answers and its answer is lost',
  holds: 'each event is in the log once, and the answer that arrives in the end tells its position',
  counts: { short: 200, long: 10_000 },
  perRound: ANSWERS_A_ROUND,
  open: async (options = {}) => new LostAnswerDrill(options),
};

class LostAnswerDrill implements Drill {
  readonly #options: DrillOptions;
  #bus: BusProcess | undefined;
  #proxy: TcpProxy | undefined;
  #publisher: TestPublisher | undefined;
  #rounds = 0;

  constructor(options: DrillOptions) {
    this.#options = options;
  }

  async round(random: SeededRandom): Promise<Tally> {
    if (this.#rounds % ROUNDS_A_LOG === 0) await this.#open(random);
    this.#rounds += 1;
    const bus = this.#bus as BusProcess;
    const proxy = this.#proxy as TcpProxy;
    const publisher = this.#publisher as TestPublisher;
    let lost = 0;
    proxy.onAnswer = () => {
      if (lost === ANSWERS_A_ROUND || random.chance(0.3)) return 'pass';
      lost += 1;
      return 'lose';
    };
    while (lost < ANSWERS_A_ROUND) await publisher.publish(EVENTS_A_TURN);
    return auditLog({ acknowledged: publisher.acknowledged, log: await bus.readLog() });
  }

  async close(): Promise<void> {
    await this.#proxy?.close();
    await this.#bus?.remove();
  }

  async #open(random: SeededRandom): Promise<void> {
    await this.close();
    const bus = await BusProcess.create(this.#options);
    await bus.start();
    const proxy = await new TcpProxy(() => bus.port).listen();
    this.#bus = bus;
    this.#proxy = proxy;
    const url = () => proxy.url;
    this.#publisher = new TestPublisher({ source: '/publisher', url, random: random.for('publisher') });
  }
}
