import { fsyncFails } from './fsync-fails.fault';
import { itHolds } from './it-holds';

itHolds(fsyncFails);
