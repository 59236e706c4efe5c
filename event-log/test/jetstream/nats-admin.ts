import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

interface Answer extends StreamInfo {
  readonly error?: { readonly description: string };
}

/** Operator actions on the streams of a cluster. */
export class NatsAdmin {
  readonly #connection: NatsConnection;

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  /** Connects as the user in the first URL, if any. @throws Error  refused */
  static async open(url: string): Promise<NatsAdmin> {
    const addresses = url.split(',').map((address) => new URL(address));
    const { username: user, password: pass } = addresses[0] as URL;
    const servers = addresses.map(({ host }) => host);
    return new NatsAdmin(await connect({ servers, ...(user !== '' && { user, pass }) }));
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

  /** Publishes a message, bypassing the bus. */
  async publish(subject: string, content: string | Uint8Array): Promise<void> {
    await this.#connection.request(subject, content);
  }

  /** The subjects of a stream's messages. */
  async subjects(stream: string): Promise<string[]> {
    const { state } = await this.#ask(`INFO.${stream}`, { subjects_filter: '>' });
    return Object.keys(state.subjects ?? {});
  }

  /** Calls another JetStream API. @throws Error  refused, or no answer */
  async ask(call: string): Promise<void> {
    await this.#connection.request(`$JS.API.${call}`, '{}', { timeout: 5_000 });
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
