import { itHolds } from './it-holds';
import { stalledReaders } from './stalled-readers.fault';

itHolds(stalledReaders);
