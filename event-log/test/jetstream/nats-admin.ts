import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

interface Answer extends StreamInfo {
  readonly error?: { readonly description: string };
}

/** What an operator does to the streams of a cluster. */
export class NatsAdmin {
  readonly #connection: NatsConnection;

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  static async open(url: string): Promise<NatsAdmin> {
    return new NatsAdmin(await connect({ servers: url.replaceAll('nats://', '').split(',') }));
  }

  info(stream: string): Promise<StreamInfo> {
    return this.#ask(`INFO.${stream}`);
  }

  create(config: Partial<StreamConfig>): Promise<StreamInfo> {
    return this.#ask(`CREATE.${config.name}`, config);
  }

  update(config: Partial<StreamConfig>): Promise<StreamInfo> {
    return this.#ask(`UPDATE.${config.name}`, config);
  }

  async delete(stream: string): Promise<void> {
    await this.#ask(`DELETE.${stream}`);
  }

  /** Stores a message beside the bus. */
  async publish(subject: string, text: string): Promise<void> {
    await this.#connection.request(subject, text);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #ask(call: string, request?: unknown): Promise<StreamInfo> {
    const payload = request === undefined ? undefined : JSON.stringify(request);
    const message = await this.#connection.request(`$JS.API.STREAM.${call}`, payload, { timeout: 5_000 });
    const answer = message.json<Answer>();
    if (answer.error !== undefined) throw new Error(answer.error.description);
    return answer;
  }
}
