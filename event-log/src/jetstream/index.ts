export { JetStreamEventLog, type JetStreamOptions } from './jetstream-event-log';
