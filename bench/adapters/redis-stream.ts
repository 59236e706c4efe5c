import { createClient } from '@redis/client';
import type { Address, EventSystem, Sample } from '../event-system';

const STREAM = 'events';
const PAGE = 10_000;
const connectTo = async (url: string) => createClient({ url }).connect();

/**
 * A Redis stream through node-redis, which pipelines the commands of one turn of the event loop. Redis 7 does not deduplicate.
 */
export class RedisStream implements EventSystem {
  readonly #client: Awaited<ReturnType<typeof connectTo>>;

  private constructor(client: Awaited<ReturnType<typeof connectTo>>) {
    this.#client = client;
  }

  static async open({ url }: Address): Promise<RedisStream> {
    return new RedisStream(await connectTo(url));
  }

  async publish({ id, json }: Sample): Promise<void> {
    await this.#client.xAdd(STREAM, '*', { id, event: json });
  }

  head(): Promise<number> {
    return this.#client.xLen(STREAM);
  }

  async storedIds(): Promise<string[]> {
    const ids: string[] = [];
    for (let from = '-'; ; ) {
      const page = (await this.#client.xRange(STREAM, from, '+', { COUNT: PAGE })) ?? [];
      ids.push(...page.map(({ message }) => String(message.id)));
      const last = page.at(-1);
      if (last === undefined) return ids;
      from = `(${last.id}`;
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
