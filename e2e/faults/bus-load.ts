import { SubscriberUnderTest } from '../../event-bus/test/subscriber-under-test';
import { eventually } from '../../service-kit/test/eventually';
import { BusProcess, type LogEntry } from '../harness/bus-process';
import { auditLog, auditReader, type Entry } from './auditor';
import { TestPublisher } from './publisher';
import type { SeededRandom } from './seeded-random';
import { StreamReader } from './stream-reader';
import { sumTallies, type Tally } from './tally';

const PUBLISHERS = 6;
/** Short enough to notice immediately that the bus is back. */
const BACKOFF = { backoffFirstMs: 10, backoffMaxMs: 20 };

/** The calls that a load makes on a bus, which may be one process or several. */
export interface BusUnderLoad {
  readonly url: string;
  readonly log: string;
  head(): Promise<number>;
  readLog(): Promise<LogEntry[]>;
  subscribe(name: string, settings: Readonly<Record<string, unknown>>): Promise<void>;
  remove(): Promise<void>;
}

/** A bus under continuous load: publishers, followers in both formats, and a webhook. */
export class BusLoad<Bus extends BusUnderLoad = BusProcess> {
  readonly bus: Bus;
  readonly publishers: readonly TestPublisher[];
  readonly readers: readonly StreamReader[];
  readonly #webhook: SubscriberUnderTest;

  private constructor(bus: Bus, webhook: SubscriberUnderTest, random: SeededRandom) {
    this.bus = bus;
    this.#webhook = webhook;
    const url = () => bus.url;
    this.publishers = Array.from({ length: PUBLISHERS }, (_, index) => {
      const source = `/publisher/${index}`;
      return new TestPublisher({ source, url, random: random.for(source) });
    });
    this.readers = (['application/x-ndjson', 'text/event-stream'] as const).map((accept) =>
      new StreamReader({ name: accept, url, accept }).start(),
    );
  }

  /** Starts a load on a new bus. */
  static async start(options: { random: SeededRandom; preload?: string }): Promise<BusLoad> {
    const bus = await BusProcess.create(options);
    await bus.start();
    return BusLoad.on(bus, options.random);
  }

  /** Starts a load on a bus that is ready. */
  static async on<Bus extends BusUnderLoad>(bus: Bus, random: SeededRandom): Promise<BusLoad<Bus>> {
    const webhook = await new SubscriberUnderTest().listen();
    await bus.subscribe('webhook', { url: webhook.url, from: 'beginning', batchMax: 50, ...BACKOFF });
    return new BusLoad(bus, webhook, random);
  }

  resume(): void {
    for (const publisher of this.publishers) publisher.start();
  }

  pause(): Promise<unknown> {
    return Promise.all(this.publishers.map((publisher) => publisher.stop()));
  }

  /** Resolves once every publisher has got another acknowledgement. */
  async moves(): Promise<void> {
    const before = this.publishers.map(({ acknowledged }) => acknowledged.length);
    await eventually(
      () => {
        const still = this.publishers.filter(
          ({ acknowledged }, index) => acknowledged.length === before[index],
        );
        if (still.length > 0)
          throw new Error(`Nothing was acknowledged to ${still[0]?.source}: ${this.bus.log}`);
      },
      { withinMs: 20_000, everyMs: 2 },
    );
  }

  /** Stops the load, waits until every reader has all events, and audits everything. */
  async settle(): Promise<Tally> {
    await this.pause();
    const head = await this.bus.head();
    await Promise.all(this.readers.map((reader) => reader.reached(head)));
    await this.#delivered(head);
    const log = await this.bus.readLog();
    const acknowledged = this.publishers.flatMap((publisher) => publisher.acknowledged);
    const readers = this.readers.map(({ name, seen }) =>
      auditReader({ reader: name, seen, log, through: head }),
    );
    const webhook = auditReader({
      reader: 'webhook',
      seen: this.#webhook.received.flatMap(({ body }) => body as Entry[]),
      log,
      through: head,
      again: 'may come',
    });
    return sumTallies([auditLog({ acknowledged, log }), ...readers, webhook]);
  }

  async stop(): Promise<void> {
    await this.disconnect();
    await this.bus.remove();
  }

  /** Stops the load and leaves the bus running. */
  async disconnect(): Promise<void> {
    await this.pause();
    await Promise.all(this.readers.map((reader) => reader.stop()));
    await this.#webhook.close();
  }

  async #delivered(position: number): Promise<void> {
    await eventually(
      () => {
        const last = this.#webhook.positions.at(-1) ?? 0;
        if (last < position) throw new Error(`The webhook is at ${last}, not at ${position}`);
      },
      { withinMs: 30_000 },
    );
  }
}
