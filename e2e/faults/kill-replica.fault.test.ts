import { itHolds } from './it-holds';
import { killReplica } from './kill-replica.fault';

itHolds(killReplica);
