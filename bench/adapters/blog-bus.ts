import { blogEvents, typeSettings } from '@blog/contracts';
import { BATCH_TYPE, BusClient, isCheckpoint, STRUCTURED_TYPE } from '@blog/service-kit';
import type { Address, EventSystem, Following, Sample } from '../event-system';
import { HttpPublisher } from './http-publisher';

const STORED = 201;
let followers = 0;

/** Our bus over plain HTTP; read with service-kit's `BusClient.follow`. */
export class BlogBus implements EventSystem {
  readonly #url: string;
  protected readonly bus: BusClient;
  readonly #single: HttpPublisher;
  readonly #batches: HttpPublisher;

  constructor({ url }: Pick<Address, 'url'>) {
    this.#url = url;
    this.bus = new BusClient(url);
    this.#single = new HttpPublisher(url, STRUCTURED_TYPE);
    this.#batches = new HttpPublisher(url, BATCH_TYPE);
  }

  /** As the services do, so that the measured events are checked against their types' schemas. */
  async registerTypes(): Promise<this> {
    for (const definition of blogEvents) await this.bus.registerType(typeSettings(definition), []);
    return this;
  }

  async publish({ json }: Sample): Promise<void> {
    await this.#single.post(json, STORED);
  }

  async publishBatch(samples: readonly Sample[]): Promise<void> {
    await this.#batches.post(`[${samples.map(({ json }) => json).join(',')}]`, STORED);
  }

  async head(): Promise<number> {
    return (await this.bus.logState()).head;
  }

  async idAt(position: number): Promise<string> {
    const response = await fetch(`${this.#url}/events/${position}`);
    if (!response.ok) throw new Error(`Event ${position}: the bus answered ${response.status}.`);
    return ((await response.json()) as { id: string }).id;
  }

  async follow(options: Parameters<NonNullable<EventSystem['follow']>>[0]): Promise<Following> {
    const { after, handle, types, onCheckpoint } = options;
    const stopping = new AbortController();
    followers += 1;
    const instance = String(followers);
    const stream = await this.bus.follow({ after, types, name: 'bench', instance, signal: stopping.signal });
    const reading = (async () => {
      for await (const block of stream.blocks) {
        for (const item of block) {
          if (isCheckpoint(item)) onCheckpoint?.(item.checkpoint);
          else handle(item);
        }
      }
    })().catch((error: Error) => {
      if (!stopping.signal.aborted) throw error;
    });
    return {
      stop: () => {
        stopping.abort();
        return reading;
      },
    };
  }

  async close(): Promise<void> {
    this.#single.close();
    this.#batches.close();
  }
}
