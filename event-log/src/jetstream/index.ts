export { type BatchMessage, type WriteOutcome, writeBatch } from './batch-writer';
export { JetStreamEventLog, type JetStreamOptions } from './jetstream-event-log';
export { isLogUnavailable, logUnavailable } from './log-unavailable';
export { NatsLink } from './nats-link';
export { StreamApi } from './stream-api';
