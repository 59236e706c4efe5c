import { type DomainError, EVENT_BYTES_MAX } from '@blog/service-kit';
import {
  DiscardPolicy,
  PersistMode,
  RetentionPolicy,
  StorageType,
  StoreCompression,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import type { LogIdentity } from '../importable-log';
import { problems } from '../problems';
import { type StreamNames, streamNames } from './stream-names';

/** Metadata keys of a stream's configuration that identify its log. */
export const ID_KEY = 'event-log-id';
const EPOCH_KEY = 'event-log-epoch';
const FORMAT_KEY = 'event-log-format';
const FORMAT = '1';
/** Maximum message size: an event with what the bus and the batch add. */
const MESSAGE_BYTES_MAX = EVENT_BYTES_MAX + 4 * 1024;

/** Configuration of a stream that never loses or changes messages on its own. */
export function streamSettings(
  names: StreamNames,
  log: LogIdentity,
  replicas: number,
): Partial<StreamConfig> {
  return {
    name: names.stream,
    subjects: [names.events],
    storage: StorageType.File,
    num_replicas: replicas,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
    allow_atomic: true,
    compression: StoreCompression.S2,
    metadata: { [ID_KEY]: log.id, [EPOCH_KEY]: log.epoch, [FORMAT_KEY]: FORMAT },
  };
}

interface Rule {
  isKept(config: StreamConfig): boolean;
  /** Description of the violation. */
  readonly wrong: string;
}

/** Rules for any stream that must not lose messages through its configuration. */
const RULES: readonly Rule[] = [
  { isKept: (c) => c.storage === StorageType.File, wrong: 'storage is not file' },
  { isKept: (c) => c.persist_mode !== PersistMode.Async, wrong: 'persist_mode is async' },
  { isKept: (c) => c.discard === DiscardPolicy.New, wrong: 'discard is not new' },
  { isKept: (c) => c.deny_delete, wrong: 'deny_delete is off' },
  { isKept: (c) => isUnlimited(c.max_age), wrong: 'max_age is limited' },
  { isKept: (c) => isUnlimited(c.max_msgs), wrong: 'max_msgs is limited' },
  { isKept: (c) => isUnlimited(c.max_bytes), wrong: 'max_bytes is limited' },
  { isKept: (c) => !c.sealed, wrong: 'it is sealed' },
  { isKept: (c) => !c.no_ack, wrong: 'no_ack is on' },
  { isKept: (c) => !c.mirror, wrong: 'it is a mirror' },
  { isKept: (c) => (c.sources ?? []).length === 0, wrong: 'it has sources' },
  { isKept: (c) => !c.subject_transform, wrong: 'it has a subject_transform' },
  {
    isKept: (c) => c.allow_atomic === true,
    wrong: 'allow_atomic is off, which needs nats-server 2.12 or newer',
  },
];

/** Additional rules for the stream of a log. */
const LOG_RULES: readonly Rule[] = [
  { isKept: (c) => c.retention === RetentionPolicy.Limits, wrong: 'retention is not limits' },
  { isKept: (c) => c.deny_purge, wrong: 'deny_purge is off' },
  { isKept: (c) => !c.allow_rollup_hdrs, wrong: 'allow_rollup_hdrs is on' },
  { isKept: (c) => !c.allow_msg_ttl, wrong: 'allow_msg_ttl is on' },
  { isKept: (c) => !c.allow_msg_counter, wrong: 'allow_msg_counter is on' },
  { isKept: (c) => !c.allow_msg_schedules, wrong: 'allow_msg_schedules is on' },
  { isKept: (c) => isUnlimited(c.max_msgs_per_subject), wrong: 'max_msgs_per_subject is limited' },
  {
    isKept: (c) => isUnlimited(c.max_msg_size) || c.max_msg_size >= MESSAGE_BYTES_MAX,
    wrong: `max_msg_size is less than ${MESSAGE_BYTES_MAX}`,
  },
  { isKept: (c) => (c.first_seq ?? 0) <= 1, wrong: 'first_seq is not 1' },
  { isKept: (c) => c.allow_direct, wrong: 'allow_direct is off' },
];

/** The rules that a stream's configuration violates, in words. */
export function violationsOf(config: StreamConfig, replicas: number, rules: readonly Rule[]): string[] {
  const violations = [...RULES, ...rules].filter(({ isKept }) => !isKept(config)).map(({ wrong }) => wrong);
  if (config.num_replicas >= replicas) return violations;
  return [...violations, `num_replicas is ${config.num_replicas}, less than the ${replicas} asked for`];
}

/**
 * Returns the identity of the log in a stream, after checking that the stream is safe.
 * @throws DomainError `log.stream_unsafe`  its configuration allows losing events, or is not that of a log
 * @throws DomainError `log.newer_form`
 */
export function requireSafe(
  info: StreamInfo,
  asked: { readonly replicas: number; readonly payloadBytesMax: number },
): LogIdentity {
  const { config } = info;
  const { [ID_KEY]: id, [EPOCH_KEY]: epoch, [FORMAT_KEY]: format } = config.metadata ?? {};
  if (id === undefined || epoch === undefined)
    throw unsafe(`The stream ${config.name} cannot keep a log`, ['it has no id of a log in its metadata']);
  if (format !== FORMAT) {
    const message = `The stream ${config.name} has the form ${format}, which this build cannot read: run a newer one.`;
    throw problems.error('log.newer_form', message);
  }
  const wrong = violationsOf(config, asked.replicas, LOG_RULES);
  const { events } = streamNames(config.name, id);
  if (config.subjects.join() !== events) wrong.push(`its subjects are not ${events} alone`);
  if (asked.payloadBytesMax < MESSAGE_BYTES_MAX) {
    wrong.push(`the servers' max_payload is ${asked.payloadBytesMax}, less than ${MESSAGE_BYTES_MAX}`);
  }
  if (wrong.length > 0) throw unsafe(`The stream ${config.name} cannot keep a log`, wrong);
  return { id, epoch };
}

function isUnlimited(limit: number | undefined): boolean {
  return limit === undefined || limit <= 0;
}

export function unsafe(what: string, wrong: readonly string[]): DomainError {
  return problems.error('log.stream_unsafe', `${what}: ${wrong.join('; ')}.`, { wrong });
}
