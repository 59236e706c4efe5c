import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CloudEvent, createLogger, Follower, Publisher, Store } from '@blog/service-kit';
import type { Address, Following, Handler } from '../event-system';
import { BlogBus } from './blog-bus';

const logger = createLogger({ name: 'bench', level: 'silent' });

/** Our bus through service-kit: its `Publisher` publishes, its `Follower` reads, with a checkpoint. */
export class KitBus extends BlogBus {
  readonly #publisher: Publisher;

  constructor(address: Pick<Address, 'url'>) {
    super(address);
    this.#publisher = new Publisher({ bus: this.bus, giveUpMs: 30_000 });
  }

  async publishEvent(event: CloudEvent): Promise<void> {
    await this.#publisher.publish(event);
  }

  /** @throws Error  `after` is not 0: a follower without a checkpoint starts at the beginning */
  override async follow(options: { after: number; handle: Handler }): Promise<Following> {
    if (options.after !== 0) throw new Error('Expected a follower from the beginning.');
    const folder = await mkdtemp(join(tmpdir(), 'bench-follower-'));
    const store = await Store.open(folder);
    const apply = options.handle;
    const follower = new Follower({ name: 'bench', instance: 'kit', store, bus: this.bus, logger, apply });
    follower.start();
    return {
      stop: async () => {
        await follower.stop();
        await store.stop();
        await rm(folder, { recursive: true });
      },
    };
  }
}
