import type { CloudEvent } from '@blog/service-kit';
import {
  DeliverPolicy,
  type JetStreamClient,
  type JsMsg,
  jetstream,
  jetstreamManager,
  StorageType,
  StoreCompression,
} from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import type { Address, EventSystem, Following, Handler, Sample } from '../event-system';

const STREAM = 'EVENTS';
const SUBJECT = 'events';
/** A new stream with three replicas must first elect a leader. */
const ANSWER_MS_MAX = 30_000;
/** Enough that the server never waits for the next pull; more made no difference, nor did a push consumer. */
const PULLED_MESSAGES = 10_000;

/** A file-backed stream with a replica on each server, through its own client, nats.js. */
export class JetStream implements EventSystem {
  readonly #url: string;
  readonly #connection: NatsConnection;
  readonly #client: JetStreamClient;

  private constructor(url: string, connection: NatsConnection) {
    this.#url = url;
    this.#connection = connection;
    this.#client = jetstream(connection);
  }

  static async open(
    { url }: Address,
    compression: StoreCompression = StoreCompression.None,
  ): Promise<JetStream> {
    const servers = url.split(',');
    const connection = await connect({ servers });
    const manager = await jetstreamManager(connection, { timeout: ANSWER_MS_MAX });
    await manager.streams.add({
      name: STREAM,
      subjects: [SUBJECT],
      storage: StorageType.File,
      num_replicas: servers.length,
      compression,
      allow_atomic: true,
    });
    return new JetStream(url, connection);
  }

  async publish({ id, json }: Pick<Sample, 'id' | 'json'>): Promise<void> {
    const { duplicate } = await this.#client.publish(SUBJECT, json, { msgID: id });
    if (duplicate) throw new Error(`JetStream had ${id} before.`);
  }

  publishEvent(event: CloudEvent): Promise<void> {
    return this.publish({ id: event.id, json: JSON.stringify(event) });
  }

  /** An atomic batch (ADR-50). */
  async publishBatch(samples: readonly Sample[]): Promise<void> {
    const [first, ...others] = samples as [Sample, ...Sample[]];
    const last = others.pop();
    if (last === undefined) return this.publish(first);
    const batch = await this.#client.startBatch(SUBJECT, first.json, { headers: idHeader(first) });
    for (const sample of others) batch.add(SUBJECT, sample.json, { headers: idHeader(sample) });
    const { count } = await batch.commit(SUBJECT, last.json, { headers: idHeader(last) });
    if (count !== samples.length) throw new Error(`JetStream took ${count} of ${samples.length} events.`);
  }

  async head(): Promise<number> {
    const manager = await jetstreamManager(this.#connection);
    return (await manager.streams.info(STREAM)).state.messages;
  }

  async idAt(position: number): Promise<string> {
    const manager = await jetstreamManager(this.#connection);
    const message = await manager.streams.getMessage(STREAM, { seq: position });
    if (message === null) throw new Error(`JetStream has no message ${position}.`);
    return message.json<{ id: string }>().id;
  }

  /** An ordered consumer on its own connection. */
  async follow({ after, handle }: { after: number; handle: Handler }): Promise<Following> {
    const connection = await connect({ servers: this.#url.split(',') });
    const consumer = await jetstream(connection).consumers.get(STREAM, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: after + 1,
    });
    const callback = (message: JsMsg) => handle(message.json());
    await consumer.consume({ callback, max_messages: PULLED_MESSAGES });
    return { stop: () => connection.close() };
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

function idHeader({ id }: Sample) {
  const header = headers();
  header.set('Nats-Msg-Id', id);
  return header;
}
