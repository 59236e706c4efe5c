import { newId } from '@blog/service-kit';
import type { StreamInfo } from '@nats-io/jetstream';
import type { LogIdentity } from '../importable-log';
import { problems } from '../problems';
import { logUnavailable } from './log-unavailable';
import type { StreamApi } from './stream-api';
import { streamNames } from './stream-names';
import { requireSafe, streamSettings } from './stream-settings';

interface Options {
  readonly api: StreamApi;
  readonly stream: string;
  readonly replicas: number;
  readonly payloadBytesMax: number;
  /** Identity of a newly created log; random by default. */
  readonly identity?: LogIdentity | undefined;
}

/** The log in a stream, and the position of its last event. */
export interface OpenedStream extends LogIdentity {
  readonly last: number;
}

/**
 * Opens the stream of a log, or creates it. The log's id is part of the stream's configuration, so both are created atomically,
 * even if several replicas start together.
 * @throws DomainError `log.stream_unsafe`, `log.newer_form`
 * @throws DomainError `log.corrupt`  events are missing
 * @throws DomainError `log.unavailable`  the cluster has no majority
 */
export async function openStream(options: Options): Promise<OpenedStream> {
  const info = (await options.api.info()) ?? (await make(options));
  const log = requireSafe(info, options);
  requireWhole(info);
  return { ...log, last: info.state.last_seq };
}

async function make({ api, stream, replicas, identity }: Options): Promise<StreamInfo> {
  const id = newId();
  const log = identity ?? { id, epoch: id };
  const settings = streamSettings(streamNames(stream, log.id), log, replicas);
  // Another replica may have created it first.
  const info = (await api.create(settings)) ?? (await api.info());
  if (info === undefined) throw logUnavailable('the stream was not made');
  return info;
}

function requireWhole({ config, state }: StreamInfo): void {
  const { first_seq, last_seq, messages } = state;
  if (messages === last_seq && (messages === 0 || first_seq === 1)) return;
  const message = `The stream ${config.name} has ${messages} of the ${last_seq} events that it had: restore the log from a backup.`;
  throw problems.error('log.corrupt', message);
}
