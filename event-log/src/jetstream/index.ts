export { JetStreamEventLog, type JetStreamOptions } from './jetstream-event-log';
export { BATCH_MESSAGES_MAX, StateBucket, type StateWrite } from './state-bucket';
